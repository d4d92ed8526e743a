import * as fc from 'fast-check';
import { parseCommandFile } from './command-files.ts';
import { JobLog } from './job-log.ts';
import { parseWorkflowCommand } from './workflow-commands.ts';

function logOf(text: string): JobLog {
  const log = new JobLog();
  log.add('stdout', text);
  log.end();
  return log;
}

describe('command files', () => {
  it.each([
    ['a=b', { a: 'b' }],
    ['a=b<<c\n', { a: 'b<<c' }],
    ['a<<=\n1\n=\n', { a: '1' }],
    ['a<<E\nE\n', { a: '' }],
    ['a<<E\n\nE', { a: '' }],
    ['a<<E\n1\n2\n\nE\n\nb=', { a: '1\n2\n', b: '' }],
    ['a=1\na=2\n', { a: '2' }],
  ])('reads %j', (text, values) => {
    expect(parseCommandFile(text)).toEqual(values);
  });

  it.each(['a', '=b', '<<E\nE\n', 'a<<\n', 'a<<E\n1', 'a<<E\n1\n E\n'])('refuses %j', (text) => {
    expect(() => parseCommandFile(text)).toThrow();
  });

  it('gives back any value between delimiters that it does not hold', () => {
    fc.assert(
      fc.property(fc.string({ unit: fc.constantFrom('a', '=', '<', '\n', '\r', ':', ' ') }), (value) => {
        expect(parseCommandFile(`x<<END\n${value}\nEND\n`)).toEqual({ x: value });
      }),
      { seed: 1, numRuns: 200 },
    );
  });
});

describe('workflow commands', () => {
  it.each([
    ['::error::x', { name: 'error', properties: {}, message: 'x' }],
    [
      ' \t::Warning title=a%2Cb,line=1::%253A',
      { name: 'warning', properties: { title: 'a,b', line: '1' }, message: '%3A' },
    ],
    ['::x::', { name: 'x', properties: {}, message: '' }],
    ['text ##[error title=t;]x%5D', { name: 'error', properties: { title: 't' }, message: 'x]' }],
  ])('are found in %j', (line, command) => {
    expect(parseWorkflowCommand(line)).toEqual(command);
  });

  it.each(['text ::error::x', '::error', '::::', ':: ::x', '##[error', ''])('are not found in %j', (line) => {
    expect(parseWorkflowCommand(line)).toBeUndefined();
  });
});

describe('the log of a job', () => {
  it('takes every kind of line end, in whatever pieces the text comes', () => {
    const log = new JobLog();

    for (const piece of ['a\r', '\nb\r::not', 'ice::c\n', 'd']) log.add('stdout', piece);
    log.end();

    expect(log.lines).toEqual(['a', 'b', 'notice: c', 'd']);
    expect(log.annotations).toEqual([{ level: 'notice', message: 'c' }]);
  });

  it('prints what it does not know', () => {
    const log = logOf('::what::x\n');

    expect(log.lines).toEqual(['::what::x']);
    expect(log.unknown).toHaveLength(1);
  });

  it('obeys nothing between stop-commands and its token', () => {
    const log = logOf('::stop-commands::T1\n::error::a\n::other::\n::t1::\n::error::b\n');

    expect(log.annotations.map(({ message }) => message)).toEqual(['b']);
  });

  it('masks each line of a secret, the longer ones first, and nothing blank', () => {
    const log = logOf('::add-mask::ab%0Aabc%0A%0A\n::add-mask:: \nabc ab\n');

    expect(log.masks).toEqual(['ab\nabc\n\n', 'ab', 'abc']);
    expect(log.lines).toEqual(['*** ***']);
  });
});
