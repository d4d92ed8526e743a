import type { WhyApp } from '../../../core/index.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { type AnswersOptions, type AskedBy, makeFacts, makeReading, openAnswers } from '../../support/answers.ts';

const managed = { rules: [{ match: '*', manage: true }] };

async function why(options: AnswersOptions, line = 'why shop-pr42', as: AskedBy = {}): Promise<WhyApp> {
  const report = await openAnswers(options).run(line, as);
  const [app] = report.kind === 'why' ? report.apps : [];
  if (app === undefined) throw new Error(`Expected a reason, got ${JSON.stringify(report)}`);
  return app;
}

describe('why', () => {
  it('names the rule by its place in the file, with what it says', async () => {
    const rule = { match: 'shop-pr{pr}', manage: true, idleAfterMs: 15 * 60_000, hours: 'Mon-Fri 08:00-19:00' };

    const app = await why({ facts: [makeFacts()], config: { rules: [{ match: '*-production' }, rule] } });

    expect(app.rule).toEqual({ number: 2, match: 'shop-pr{pr}' });
    expect(app.ruleText).toBe(
      'Rule 2, shop-pr{pr}: sleeps after 15 min unused, hours Mon-Fri 08:00-19:00 (Europe/Paris)',
    );
  });

  it('says that the defaults hold where no rule matches', async () => {
    const app = await why({ facts: [makeFacts()] });

    expect(app.verdict).toBe('No rule lets Paastis put it to sleep by itself: it is left alone.');
    expect(app.ruleText).toBe('No rule matches, the defaults hold: not managed');
    expect(app.rule).toBeUndefined();
  });

  it('tells what was seen and when, the latest first, and how old the figures are', async () => {
    const facts = [makeFacts({ lastDeployedAt: '2026-11-22T07:00:00.000Z' })];

    const app = await why({ facts, config: managed });

    expect(app.signals.map(({ text }) => text)).toEqual([
      'last request 1 h ago',
      'deployed 2 h ago',
      'running for 2 days',
    ]);
    expect(app.readingText).toBe('Figures read 2 s ago: no request from 06:00 to 09:59.');
    expect(app).toMatchObject({ idleSinceAt: '2026-11-22T08:00:00.000Z', idleSeconds: 3_600, idleAfterSeconds: 1_800 });
  });

  it('tells what comes next and when', async () => {
    const used = { lastRequestAt: '2026-11-22T08:50:00.000Z' };

    const app = await why({ facts: [makeFacts({}, used)], config: managed });

    expect(app.verdict).toBe('In use: last request 10 min ago. It sleeps once unused for 30 min.');
    expect(app.next).toMatchObject({ action: 'sleep', reason: 'idle' });
    expect(app.nextText).toBe('Next: sleeps in 21 min (10:20), idle, unless somebody uses it.');
  });

  it('tells what was announced, and when it sleeps', async () => {
    const announced = { at: '2026-11-22T08:54:00.000Z', until: '2026-11-22T09:04:00.000Z' };

    const app = await why({ facts: [{ ...makeFacts(), announced }], config: managed });

    expect(app.verdict).toBe('Announced: it sleeps at 10:04 unless somebody uses it or keeps it awake.');
    expect(app.lines.join('\n')).toContain('announced at 09:54, sleeps at 10:04');
    expect(app.nextText).toContain('sleeps in 4 min (10:04)');
  });

  it('says in observe mode that nothing will be touched', async () => {
    const app = await why({ facts: [makeFacts()], config: { ...managed, mode: 'observe' } });

    expect(app.nextText).toBe('Next: would sleep now (10:00), idle. Observe mode: nothing is touched.');
  });

  it('shows the chain up to the check that decides, which agrees with the reason', async () => {
    const snooze = { until: '2026-11-22T12:00:00.000Z', actor: 'slack:U123456', at: '2026-11-22T08:30:00.000Z' };

    const app = await why({ facts: [makeFacts({}, { snooze })], config: managed });

    const decides = app.steps.filter(({ verdict }) => verdict === 'decides');
    expect(decides).toMatchObject([{ check: 'keep', reason: 'kept' }]);
    expect(app.reason).toBe('kept');
    expect(app.verdict).toBe('U123456 keeps it awake until 13:00.');
    expect(app.chain.map(({ verdict }) => verdict)).toEqual([
      'passes',
      'passes',
      'passes',
      'passes',
      'decides',
      'skipped',
    ]);
    expect(app.chain.at(4)?.text).toBe(
      'kept by somebody: decides (somebody keeps it awake, until 13:00, by U123456, at 09:30)',
    );
  });

  it('names the app whose use counts for this one', async () => {
    const facts = [
      makeFacts({ name: 'shop-pr42' }),
      makeFacts({ name: 'shop-api-pr42' }, { lastRequestAt: '2026-11-22T08:58:00.000Z' }),
    ];

    const app = await why({ facts, config: { rules: [{ match: '*', manage: true, group: 'pr42' }] } });

    expect(app.verdict).toContain('scalingo/osc-fr1/shop-api-pr42 was used 2 min ago, and counts for it');
  });

  it('says nothing of an app of its group that was never used', async () => {
    const other = makeFacts({ name: 'shop-api-pr42' }, { status: 'stopped' });
    const { lastRequestAt: _request, readySinceAt: _ready, ...neverUsed } = other;
    const facts = [makeFacts({ name: 'shop-pr42' }), neverUsed];

    const app = await why({ facts, config: { rules: [{ match: '*', manage: true, group: 'pr42' }] } });

    expect(app.lines.join('\n')).not.toContain('counts for it');
    expect(app.signals.map(({ kind }) => kind)).not.toContain('group');
  });

  it('tells the last thing that was done, and by whom', async () => {
    const answers = openAnswers({ facts: [makeFacts()], config: managed });
    await answers.run('keep shop-pr42');
    await answers.clock.advance(5 * 60_000);

    const report = await answers.run('why shop-pr42');

    expect(report).toMatchObject({
      apps: [{ last: { sentence: 'ana keeps scalingo/osc-fr1/shop-pr42 awake until 12:00' } }],
      lines: expect.arrayContaining(['Last: ana keeps scalingo/osc-fr1/shop-pr42 awake until 12:00, 5 min ago.']),
    });
  });

  it.each<[string, Partial<Facts>, string]>([
    [
      'figures that could not be read',
      {
        reading: {
          known: false,
          at: '2026-11-22T08:58:00.000Z',
          since: '2026-11-22T05:00:00.000Z',
          reason: 'no_metrics',
        },
      },
      'Whether it is used is unknown (the provider has no figures of it), and unknown is never idle.',
    ],
    [
      'an app asleep',
      { status: 'asleep', asleepAt: '2026-11-22T08:30:00.000Z' },
      'Paastis put it to sleep at 09:30; it wakes on demand.',
    ],
    ['an app that somebody else stopped', { status: 'stopped' }, 'Somebody else stopped it: it is left alone.'],
    [
      'a fight',
      { undoneAt: ['2026-11-22T06:00:00.000Z', '2026-11-22T07:00:00.000Z', '2026-11-22T08:00:00.000Z'] },
      'Somebody else brought it back 3 times: it is left alone until 23 Nov 09:00.',
    ],
    [
      'a try that was refused',
      { refused: { until: '2026-11-22T09:10:00.000Z', reason: 'one_off' } },
      'The last try was refused (a one-off task is running): tried again at 10:10.',
    ],
    [
      'an operation',
      { operation: { kind: 'sleep', startedAt: '2026-11-22T08:59:00.000Z', actor: 'terminal:bob' } },
      'An operation asked for by bob is under way since 09:59.',
    ],
  ])('explains %s', async (_, facts, verdict) => {
    const app = await why({ facts: [makeFacts({}, facts)], config: managed });

    expect(app.verdict).toBe(verdict);
  });

  it('tells of a monitor that was left out', async () => {
    const reading = makeReading({ monitorEveryMs: 5 * 60_000 });

    const app = await why({ facts: [makeFacts({}, { reading })], config: managed });

    expect(app.readingText).toMatch(/A monitor asks every 5 min: not counted\.$/);
  });

  it('answers in French', async () => {
    const app = await why({ facts: [makeFacts()], config: managed }, 'why shop-pr42', { language: 'fr' });

    expect(app.lines.slice(0, 2)).toEqual([
      'shop-pr42 : active. Personne ne l’a utilisée depuis 1 h : sa limite est 30 min.',
      'Règle 1, * : s’endort après 30 min sans usage',
    ]);
  });

  it('answers from what is stored, without any call', async () => {
    const answers = openAnswers({ facts: [makeFacts()] });

    await answers.run('why shop-pr42');

    expect(answers.asked).toEqual({ read: [], lists: 0 });
  });

  it('reads a list, and the figures of what is meant only, where nothing is stored', async () => {
    const apps = ['shop-pr42', 'other'].map((name) => makeFacts({ name }).app);
    const answers = openAnswers({ facts: [], listing: { apps } });

    const report = await answers.run('why shop-pr42');

    expect(report).toMatchObject({ kind: 'why', apps: [{ name: 'shop-pr42' }] });
    expect(answers.asked).toEqual({ read: ['shop-pr42'], lists: 1 });
  });

  it('proposes near names for an app that is not known', async () => {
    const report = await openAnswers({ facts: [makeFacts()] }).run('why shop-pr43');

    expect(report).toMatchObject({ kind: 'error', error: { code: 'app_unknown' } });
    expect(JSON.stringify(report)).toContain('shop-pr42');
  });

  it('asks which one is meant', async () => {
    const twins = [makeFacts(), makeFacts({ region: { type: 'clever-cloud', name: 'par' } })];

    const report = await openAnswers({ facts: twins }).run('why shop-pr42');

    expect(report).toMatchObject({
      kind: 'question',
      candidates: [{ command: 'why scalingo/osc-fr1/shop-pr42' }, { command: 'why clever-cloud/par/shop-pr42' }],
    });
  });

  it('tells of every app of a glob', async () => {
    const facts = ['shop-pr1', 'shop-pr2'].map((name) => makeFacts({ name }));

    const report = await openAnswers({ facts }).run('why shop-*');

    expect(report).toMatchObject({ title: '2 apps', apps: [{ name: 'shop-pr1' }, { name: 'shop-pr2' }] });
  });
});
