import type { PlanReport } from '../../../core/index.ts';
import { type AnswersOptions, type AskedBy, makeFacts, openAnswers } from '../../support/answers.ts';

const managed = { rules: [{ match: '*', manage: true }] };

async function plan(options: AnswersOptions, line = 'plan', as: AskedBy = {}): Promise<PlanReport> {
  const report = await openAnswers(options).run(line, as);
  if (report.kind !== 'plan') throw new Error(`Expected a plan, got ${JSON.stringify(report)}`);
  return report;
}

describe('plan', () => {
  it('tells what happens over the next day, in time order', async () => {
    const facts = [
      makeFacts({ name: 'later' }, { lastRequestAt: '2026-11-22T08:55:00.000Z' }),
      makeFacts({ name: 'sooner' }, { lastRequestAt: '2026-11-22T08:45:00.000Z' }),
    ];

    const report = await plan({ facts, config: managed });

    expect(report.items).toMatchObject([
      { name: 'sooner', action: 'sleep', reason: 'idle' },
      { name: 'later', action: 'sleep', reason: 'idle' },
    ]);
    expect(report.title).toBe('The next 24 h, if nobody touches anything: sleeps 2, wakes 0');
    expect(report.lines[0]).toBe('10:15 (in 16 min): sooner sleeps: idle');
  });

  it('looks as far ahead as is asked for', async () => {
    const asleep = makeFacts({ status: 'stopped' }, { status: 'asleep', asleepAt: '2026-11-20T19:00:00.000Z' });
    const rules = [{ match: '*', manage: true, hours: 'Mon-Fri 08:00-19:00', wakeAtStart: true }];

    const [short, long] = [
      await plan({ facts: [asleep], config: { rules } }, 'plan 2h'),
      await plan({ facts: [asleep], config: { rules } }, 'plan 24h'),
    ];

    expect(short.items).toEqual([]);
    expect(long.items[0]).toMatchObject({ action: 'wake', at: '2026-11-23T07:00:00.000Z', reason: 'hours_begin' });
  });

  it('tells in one line what happens at once', async () => {
    const facts = ['a', 'b', 'c'].map((name) => makeFacts({ name }));

    const report = await plan({ facts, config: managed });

    expect(report.lines).toEqual(['10:00 (now): a, b, c sleep: idle']);
    expect(report.items).toHaveLength(3);
  });

  it('says what observe mode would do, and how to let it', async () => {
    const report = await plan({ facts: [makeFacts()], config: { ...managed, mode: 'observe' } });

    expect(report.lines).toEqual([
      '10:00 (now): shop-pr42 would sleep: idle',
      'Observe mode: nothing of this will be touched. `mode: enforce` in the settings makes it so.',
    ]);
  });

  it('shows the settings to add where no rule manages anything', async () => {
    const review = { parent: 'shop', pullRequest: 42 };

    const report = await plan({ facts: [makeFacts({ review }), makeFacts({ name: 'other' })] });

    expect(report.title).toBe('Nothing is planned: no rule manages any of the 2 apps.');
    expect(report.remedy).toBe(
      "Add to paastis.yml, for example: rules: [{ match: 'shop-pr{pr}*', manage: true, idle_after: 30m }]",
    );
  });

  it('says why nothing happens to the apps that are managed', async () => {
    const report = await plan({ facts: [makeFacts({ status: 'stopped' }, { status: 'stopped' })], config: managed });

    expect(report.title).toBe('Nothing will happen over the next 24 h.');
    expect(report.remedy).toBe('1 app is managed: 1 × somebody else stopped it. `why <app>` tells more.');
  });

  it('says so where no app is known at all', async () => {
    const report = await plan({ facts: [] }, 'plan', { language: 'fr' });

    expect(report.title).toBe('Rien n’est prévu : aucune app n’est encore connue.');
  });

  it('plans for an app that was only listed yet', async () => {
    const { reading: _none, ...listed } = makeFacts({ lastDeployedAt: '2026-11-22T08:55:00.000Z' });

    const report = await plan({ facts: [listed], config: managed });

    expect(report.items).toMatchObject([{ name: 'shop-pr42', action: 'sleep', unread: true }]);
    expect(report.lines[0]).toMatch(/shop-pr42 sleeps: idle, if its figures confirm it$/);
  });

  it.each(['plan soon', 'plan 0m', 'plan 31d', 'plan 2h 3h'])('refuses `%s`', async (line) => {
    const report = await openAnswers({ facts: [makeFacts()] }).run(line);

    expect(report).toMatchObject({ kind: 'error', error: { code: 'command_invalid' } });
  });
});
