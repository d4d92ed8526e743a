import { createSession, type Output } from '../../bot/session.ts';
import type { Report } from '../../core/index.ts';
import { FakeClock } from '../support/fake-clock.ts';
import { fakePaastis } from '../support/fake-paastis.ts';

const shop = {
  ref: 'scalingo/osc-fr1/shop',
  name: 'shop',
  provider: 'scalingo',
  region: 'osc-fr1',
  status: 'running',
} as const;
const list: Report = { kind: 'list', apps: [shop], failed: [] };
const failure: Report = { kind: 'error', error: { code: 'command_invalid', message: 'No.', remedy: 'Yes.' } };

function start(report: Report, output: Partial<Output> = {}) {
  const written: string[] = [];
  const lines: string[] = [];
  const paastis = fakePaastis((line, { onProgress }) => {
    lines.push(line);
    onProgress?.({ ...shop, verb: 'wake', phase: 'booting', text: 'booting', elapsedMs: 1_000 });
    return report;
  });
  const session = createSession({
    paastis,
    clock: new FakeClock(),
    output: { write: (text) => written.push(text), ...output },
    colour: false,
    language: 'en',
    timezone: 'UTC',
    actor: 'terminal:ana',
  });
  return { session, written, lines };
}

describe('a session in a pipe', () => {
  it('writes plain lines while it runs, then the answer', async () => {
    const { session, written } = start(list);

    expect(await session.execute('list')).toBe(0);
    expect(written).toEqual([
      'shop: booting (1 s)\n',
      'app   status   region\nshop  running  scalingo/osc-fr1\n1 app\n',
    ]);
  });

  it('writes one object and nothing else for --json', async () => {
    const { session, written } = start(failure);

    expect(await session.execute('wkae shop --json')).toBe(2);
    expect(written).toHaveLength(1);
    expect(JSON.parse(written[0] ?? '')).toEqual({
      error: { code: 'command_invalid', message: 'No.', remedy: 'Yes.' },
    });
  });
});

describe('a session on a terminal', () => {
  it('wipes the live line before the answer', async () => {
    const { session, written } = start(failure, { isTTY: true, columns: 40, rows: 10 });

    await session.execute('wake shop');

    expect(written).toEqual(['⠋ shop  booting  1 s\n', '\r\u001b[1A\u001b[J', '✗ No.\n  → Yes.\n']);
  });

  it('completes the names that answers have shown', async () => {
    const { session } = start(list);
    expect(session.complete('wake s')).toEqual([]);

    await session.execute('list');

    expect(session.complete('wake s')).toEqual(['wake shop']);
  });

  it('knows the names of all apps before the first answer, without a word', async () => {
    const { session, written, lines } = start(list, { isTTY: true, columns: 80, rows: 24 });

    await session.learnNames();

    expect(session.complete('wake sh')).toEqual(['wake shop']);
    expect(lines).toEqual(['list']);
    expect(written).toEqual([]);
  });

  it('wipes the live line as soon as the command is cancelled', async () => {
    const { session, written } = start(list, { isTTY: true, columns: 80, rows: 24 });
    const cancelling = new AbortController();
    const executed = session.execute('wake shop', cancelling.signal);

    cancelling.abort();

    expect(written.at(-1)).toBe('\r\u001b[1A\u001b[J');
    await executed;
  });
});
