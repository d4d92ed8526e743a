import type { AppReport } from '../../../core/index.ts';
import { type AnswersOptions, makeFacts, openAnswers } from '../../support/answers.ts';

const managed = { rules: [{ match: 'shop-*', manage: true }] };

async function list(options: AnswersOptions, line = 'list'): Promise<readonly AppReport[]> {
  const report = await openAnswers(options).run(line);
  if (report.kind !== 'list') throw new Error(`Expected a list, got ${JSON.stringify(report)}`);
  return report.apps;
}

describe('list', () => {
  it('tells since when an app is idle, what comes next, and what it costs, from memory', async () => {
    const used = { lastRequestAt: '2026-11-22T08:50:00.000Z', formation: { web: { amount: 1, size: 'S' } } };
    const answers = openAnswers({ facts: [makeFacts({}, used)], config: managed });

    const report = await answers.run('list');

    expect(report).toMatchObject({
      apps: [
        {
          lastRequestAt: '2026-11-22T08:50:00.000Z',
          idleSeconds: 600,
          pricePerHour: 0.01,
          rule: 'shop-*',
          next: { action: 'sleep', reason: 'idle', would: false },
        },
      ],
    });
    expect(answers.asked.read).toEqual([]);
  });

  it('does not call idle what could not be read', async () => {
    const reading = {
      known: false,
      at: '2026-11-22T08:58:00.000Z',
      since: '2026-11-22T05:00:00.000Z',
      reason: 'x',
    } as const;

    const [app] = await list({ facts: [makeFacts({}, { reading })], config: managed });

    expect(app?.idleSeconds).toBeUndefined();
  });

  it('does not call idle what is down', async () => {
    const [app] = await list({ facts: [makeFacts({ status: 'stopped' }, { status: 'asleep' })], config: managed });

    expect(app).toMatchObject({ status: 'asleep' });
    expect(app?.idleSeconds).toBeUndefined();
  });

  it('marks what observe mode would do', async () => {
    const [app] = await list({ facts: [makeFacts()], config: { ...managed, mode: 'observe' } });

    expect(app?.next).toMatchObject({ action: 'sleep', would: true });
  });

  it('has nothing next for an app that no rule manages', async () => {
    const [app] = await list({ facts: [makeFacts({ name: 'other' })], config: managed });

    expect(app?.next).toBeUndefined();
  });

  it('does not say that an app sleeps next before its figures were read once', async () => {
    const { app } = makeFacts();

    const [listed] = await list({ facts: [], listing: { apps: [app] }, config: managed });

    expect(listed).toMatchObject({ name: 'shop-pr42', status: 'running' });
    expect(listed?.next).toBeUndefined();
  });

  it('still filters by words', async () => {
    const facts = ['shop-pr1', 'blog'].map((name) => makeFacts({ name }));

    const apps = await list({ facts }, 'list blog running');

    expect(apps.map(({ name }) => name)).toEqual(['blog']);
  });
});
