import type { SweepItem, SweepResult } from '../../../core/engine/watch.ts';
import { OperationError } from '../../../core/errors.ts';
import { exitCode, type Report } from '../../../core/index.ts';
import type { DecisionReason } from '../../../core/policy/decision.ts';
import { makeFacts, openAnswers } from '../../support/answers.ts';

function item(name: string, did: SweepItem['did'], reason: DecisionReason, error?: unknown): SweepItem {
  const facts = makeFacts({ name });
  const decision = { action: 'none', reason, managed: true, signals: [] } as const;
  return { app: facts.app, facts, decision, did, ...(error !== undefined && { error }) };
}

const result = (...items: readonly SweepItem[]): SweepResult => ({
  items,
  failed: [],
  startedAt: '2026-11-22T09:00:00.000Z',
  durationMs: 4_200,
});

const refusal = new OperationError('sleep_refused', 'busy', {
  context: { app: 'scalingo/osc-fr1/busy', reason: 'deploying' },
});

const run = (sweep: SweepResult, line = 'sweep'): Promise<Report> => openAnswers({ facts: [], sweep }).run(line);

describe('sweep', () => {
  it('tells what was done, and why the others were left as they are', async () => {
    const report = await run(
      result(
        item('a', 'slept', 'idle'),
        item('b', 'woken', 'hours_begin'),
        item('c', 'nothing', 'active'),
        item('d', 'nothing', 'active'),
        item('e', 'nothing', 'protected'),
      ),
    );

    expect(report).toMatchObject({
      kind: 'sweep',
      title: '5 apps looked at in 4 s: put to sleep 1, woken 1, failed 0',
      totals: { slept: 1, woken: 1, nothing: 3, failed: 0, would_sleep: 0, would_wake: 0 },
      skipped: { active: 2, protected: 1 },
      lines: [
        'a was put to sleep: idle',
        'b was woken: its hours begin',
        '2 apps left as is: in use',
        '1 app left as is: protected by a rule',
      ],
    });
    expect(exitCode(report)).toBe(0);
  });

  it('names what failed with its reason and what to do', async () => {
    const report = await run(result(item('a', 'slept', 'idle'), item('busy', 'failed', 'idle', refusal)));

    expect(report).toMatchObject({
      items: [
        {},
        { did: 'failed', error: { code: 'sleep_refused', remedy: 'Repeat the command after the deployment.' } },
      ],
    });
    expect(exitCode(report)).toBe(3);
  });

  it('ends with 1 when everything failed', async () => {
    const report = await run(result(item('busy', 'failed', 'idle', refusal)));

    expect(exitCode(report)).toBe(1);
  });

  it('says of a dry run that nothing was touched', async () => {
    const report = await run(result(item('a', 'would_sleep', 'idle')), 'sweep --dry-run');

    expect(report).toMatchObject({
      dryRun: true,
      title: '1 app looked at in 4 s: would sleep 1, would wake 0, failed 0',
      lines: ['a would be put to sleep: idle', 'Dry run: nothing was touched.'],
    });
  });

  it('says what was cut off when it is told to stop, and is not done', async () => {
    const facts = makeFacts({ name: 'a' });
    const decision = { action: 'sleep', reason: 'idle', managed: true, signals: [] } as const;
    const sweep = result(
      { app: facts.app, facts, decision, did: 'nothing' },
      item('b', 'slept', 'idle'),
      item('c', 'nothing', 'active'),
    );

    const report = await openAnswers({ facts: [], sweep }).run('sweep', { signal: AbortSignal.abort() });

    expect(report).toMatchObject({
      skipped: { active: 1, interrupted: 1 },
      lines: ['b was put to sleep: idle', '1 app left as is: in use', '1 app left as is: Paastis was interrupted'],
    });
    expect(exitCode(report)).toBe(3);
  });

  it('is not asked for in a chat', async () => {
    const answers = openAnswers({ facts: [] });

    const refused = await answers.run('sweep', { entryPoint: 'slack', actor: 'slack:U1' });
    const help = await answers.run('help', { entryPoint: 'slack', actor: 'slack:U1' });

    expect(refused).toMatchObject({ error: { message: '`sweep` is not for chats: the bot does it by itself.' } });
    expect(help).toMatchObject({ entries: expect.not.arrayContaining([expect.objectContaining({ name: 'sweep' })]) });
  });

  it('is shown by the help of a terminal', async () => {
    const help = await openAnswers({ facts: [] }).run('help');

    expect(help).toMatchObject({ entries: expect.arrayContaining([expect.objectContaining({ name: 'sweep' })]) });
  });
});
