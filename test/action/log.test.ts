import fc from 'fast-check';
import { oneLine, plainLines } from '../../action/log.ts';
import { parseWorkflowCommand } from '../support/action-process/workflow-commands.ts';
import { hostileText } from '../support/markdown-shape.ts';

const commands = fc.constantFrom('##[error]', '##[add-mask]x', '::error::', '##', '[', ']', '\u2028::notice::', '\r\n');
const texts = fc.array(fc.oneof(hostileText, commands), { maxLength: 6 }).map((parts) => parts.join(''));

describe('a line of the log', () => {
  it.each([
    ['::error::x', '> ::error::x'],
    ['a ##[error]x', 'a ## [error]x'],
    ['a\n::error::x', 'a ::error::x'],
    ['a \u202eb', 'a  b'],
    ['shop-pr42: ready (2 s)', 'shop-pr42: ready (2 s)'],
  ])('shows %j as text', (text, line) => {
    expect(oneLine(text)).toBe(line);
  });

  it('is never a command, nor more than one line', () => {
    fc.assert(
      fc.property(texts, (text) => {
        const line = oneLine(text);
        expect(parseWorkflowCommand(line)).toBeUndefined();
        expect(line).not.toMatch(/[\r\n]/);
      }),
      { seed: 1, numRuns: 500 },
    );
  });

  it('is none either where it keeps its breaks', () => {
    fc.assert(
      fc.property(texts, (text) => {
        for (const line of plainLines(text).split(/\r\n|[\r\n]/)) expect(parseWorkflowCommand(line)).toBeUndefined();
      }),
      { seed: 1, numRuns: 500 },
    );
    expect(plainLines('one\n::error::x\r\ntwo')).toBe('one\n> ::error::x\ntwo');
  });
});
