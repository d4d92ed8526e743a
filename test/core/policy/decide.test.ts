import type { Config, RuleConfig } from '../../../core/config.ts';
import { decide } from '../../../core/policy/decide.ts';
import type { Decision } from '../../../core/policy/decision.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { createPolicy } from '../../../core/policy/policy.ts';
import { makeApp, makeConfig } from '../../support/make.ts';
import { ago, makeFacts, makeReading, NOON } from '../../support/make-facts.ts';

/** Managed, unused for half an hour at most, but for what the test is about. */
function decideWith(
  facts: Partial<Facts> = {},
  rule: Partial<RuleConfig> = {},
  config: Partial<Config> = {},
): Decision {
  const rules = [{ match: '*', manage: true, ...rule }];
  return decide(makeFacts(facts), createPolicy(makeConfig({ rules, ...config })), NOON);
}

const HOURS = 'Mon-Fri 08:00-19:00';

/** Noon on Monday is outside of these. */
const MORNINGS = 'Mon-Fri 08:00-11:00';

const deploying = { busy: [{ kind: 'deployment' }] } as const;
const actor = 'slack:T0/U1';
const open = { known: true, number: 42, closed: false } as const;

describe('precedence', () => {
  // Each row adds what wins over all of the rows above it.
  const rows: readonly (readonly [string, Partial<Facts>, Partial<RuleConfig>])[] = [
    ['idle', {}, {}],
    ['unproven', { reading: makeReading({ completeUntil: ago(1_420) }) }, {}],
    ['announced', { announced: { at: ago(5), until: ago(-5) } }, {}],
    ['pr_unknown', { pullRequest: { known: false, number: 42 } }, {}],
    ['break_even', { wokenAt: [ago(32)], wakesMs: [900_000] }, {}],
    ['unknown', { reading: { known: false, at: ago(1), since: ago(180), reason: 'no_metrics' } }, {}],
    ['active', { app: makeApp({ lastDeployedAt: ago(3) }) }, {}],
    ['not_measurable', { formation: { worker: { amount: 1 } } }, {}],
    ['never', {}, { idleAfterMs: 'never' }],
    ['refused', { refused: { until: ago(-5), reason: 'in_use' } }, {}],
    ['fight', { undoneAt: [ago(300), ago(200), ago(100)] }, {}],
    ['kept', { snooze: { until: ago(-60), actor, at: ago(60) } }, {}],
    ['pr_held', { pullRequest: { ...open, heldAwake: true } }, {}],
    ['stopped_by_other', { status: 'stopped' }, {}],
    ['unmanaged', {}, { manage: false }],
    ['unknown_state', { status: 'unknown' }, {}],
    ['one_off', { busy: [{ kind: 'one_off' }] }, {}],
    ['deploying', deploying, {}],
    ['operation', { operation: { kind: 'wake', startedAt: ago(1), actor } }, {}],
    ['protected', {}, { protect: true }],
  ];

  it.each(rows.map(([reason], index) => ({ reason, index })))(
    '$reason wins over all that is below it',
    ({ reason, index }) => {
      const below = rows.slice(0, index + 1);
      const facts = Object.assign({}, ...below.map(([, part]) => part));
      const rule = Object.assign({}, ...below.map(([, , part]) => part));

      expect(decideWith(facts, rule).reason).toBe(reason);
    },
  );

  it('takes the first rule that matches, and names it', () => {
    const config = makeConfig({
      rules: [{ match: 'blog' }, { match: 'shop-*', manage: true }, { match: '*', manage: false }],
    });

    const { reason, rule } = decide(makeFacts(), createPolicy(config), NOON);

    expect(reason).toBe('idle');
    expect(rule).toEqual({ index: 1, match: 'shop-*' });
  });

  it('obeys a rule that protects, also below one that would let it sleep', () => {
    const config = makeConfig({
      rules: [
        { match: 'shop-*', manage: true },
        { match: '*', protect: true },
      ],
    });

    const { action, reason, rule } = decide(makeFacts(), createPolicy(config), NOON);

    expect([action, reason]).toEqual(['none', 'protected']);
    expect(rule).toEqual({ index: 1, match: '*' });
  });

  it('takes from the defaults what the rule leaves out', () => {
    const defaults = { manage: true, idleAfterMs: 3_600_000 };

    const { managed, idleAfterMs, rule } = decide(makeFacts(), createPolicy(makeConfig({ defaults })), NOON);

    expect([managed, idleAfterMs, rule]).toEqual([true, 3_600_000, undefined]);
  });
});

describe('an app that runs', () => {
  it('sleeps as soon as its figures prove that nobody used it for as long as its rule says', () => {
    const exactly = makeReading({ lastRequestAt: ago(31), completeUntil: ago(1) });
    const not = makeReading({ lastRequestAt: ago(31), completeUntil: ago(1.1) });

    expect(decideWith({ reading: exactly })).toMatchObject({ action: 'sleep', reason: 'idle' });
    expect(decideWith({ reading: not })).toMatchObject({ action: 'none', reason: 'unproven', lookAt: ago(-1) });
  });

  it('is looked at when the proof of its silence can first be there', () => {
    const { action, lookAt, next } = decideWith({ lastRequestAt: ago(10) });

    expect(action).toBe('none');
    expect(lookAt).toBe(ago(-21));
    expect(next).toEqual({ action: 'sleep', at: ago(-21), reason: 'idle' });
  });

  it('is taken to have figures a minute late until a reading tells how late they are', () => {
    const { reading: _, ...unread } = makeFacts({ lastRequestAt: ago(10) });

    const { lookAt } = decide(
      unread,
      createPolicy(makeConfig({ defaults: { manage: true, idleAfterMs: 1_800_000 } })),
      NOON,
    );

    expect(lookAt).toBe(ago(-21));
  });

  it.each([
    ['never', undefined],
    ['ten seconds ago', makeReading({ at: ago(1 / 6), completeUntil: ago(1) })],
    ['in the future, as a clock set back tells', makeReading({ at: ago(-10), completeUntil: ago(-9) })],
  ])('is read again before it sleeps when it was read %s', (_when, reading) => {
    const { reading: _dropped, ...rest } = makeFacts();

    const policy = createPolicy(makeConfig({ rules: [{ match: '*', manage: true }] }));
    const { action } = decide({ ...rest, ...(reading && { reading }) }, policy, NOON);

    expect(action).toBe('look');
  });

  it('is not read again at once when the provider is late', () => {
    const late = makeReading({ lastRequestAt: ago(40), completeUntil: ago(20) });

    expect(decideWith({ reading: late })).toMatchObject({ action: 'none', reason: 'unproven', lookAt: ago(-10) });
    const stuck = makeReading({ lastRequestAt: ago(40), completeUntil: ago(10.01) });
    expect(decideWith({ reading: stuck })).toMatchObject({ action: 'none', lookAt: ago(-1) });
  });

  it('is not idle for the time that no reading tells about', () => {
    const short = makeReading({ since: ago(20) });

    expect(decideWith({ reading: short })).toMatchObject({ action: 'none', reason: 'unproven' });
  });

  it('without any sign of use is idle once a whole reading tells of nobody', () => {
    const { readySinceAt: _, ...unseen } = makeFacts();
    const policy = createPolicy(makeConfig({ rules: [{ match: '*', manage: true }] }));

    expect(decide(unseen, policy, NOON).action).toBe('sleep');
    expect(decide({ ...unseen, reading: makeReading({ since: ago(15) }) }, policy, NOON).action).toBe('none');
  });

  it('is looked at every two days when its limit is longer than what a reading tells', () => {
    const fourDays = { idleAfterMs: 4 * 86_400_000 };

    const active = decideWith({ lastRequestAt: ago(60) }, fourDays);
    const unread = decideWith({ lastRequestAt: ago(60), reading: makeReading({ at: ago(2_881) }) }, fourDays);

    expect(active).toMatchObject({ action: 'none', reason: 'active', lookAt: ago(-2_880) });
    expect(unread).toMatchObject({ action: 'look', reason: 'active' });
  });

  it('sleeps after days of silence that readings have followed', () => {
    const days = { readySinceAt: ago(6 * 1_440), reading: makeReading({ since: ago(4_260) }) };

    expect(decideWith(days, { idleAfterMs: 4 * 86_400_000 }).action).toBe('sleep');
  });

  it('counts a crash as running: it serves nobody', () => {
    expect(decideWith({ status: 'crashed' }).action).toBe('sleep');
    expect(decideWith({ status: 'crashed', app: makeApp({ lastDeployedAt: ago(5) }) }).reason).toBe('active');
  });

  it.each(['waking', 'falling_asleep', 'unknown'] as const)('is left alone while it is %s', (status) => {
    expect(decideWith({ status })).toMatchObject({ action: 'none', reason: 'unknown_state', lookAt: ago(-1) });
  });

  it.each(['new', 'blocked'] as const)('is left alone when it is %s', (status) => {
    expect(decideWith({ status })).toMatchObject({ action: 'none', reason: status });
  });

  it('is left alone while it deploys or runs a task, whatever tells of it', () => {
    expect(decideWith({ status: 'deploying' }).reason).toBe('deploying');
    expect(decideWith({ app: makeApp({ statusReason: 'task' }) }).reason).toBe('one_off');
  });
});

describe('an app whose people were told that it is about to sleep', () => {
  it('sleeps when their time is over, and not before', () => {
    const until = ago(-4);

    expect(decideWith({ announced: { at: ago(6), until } })).toMatchObject({
      action: 'none',
      reason: 'announced',
      next: { action: 'sleep', at: until, reason: 'idle' },
      lookAt: until,
    });
    expect(decideWith({ announced: { at: ago(10), until: ago(0) } }).action).toBe('sleep');
  });

  it('stays awake when it is used meanwhile', () => {
    expect(decideWith({ announced: { at: ago(6), until: ago(-4) }, lastRequestAt: ago(2) }).reason).toBe('active');
  });
});

describe('what counts as use', () => {
  it.each<readonly [string, Partial<Facts>]>([
    ['request', { lastRequestAt: ago(5) }],
    ['request', { reading: makeReading({ lastRequestAt: ago(5) }) }],
    ['deployment', { app: makeApp({ lastDeployedAt: ago(5) }) }],
    ['wake', { wokenAt: [ago(300), ago(5)] }],
    ['ready', { readySinceAt: ago(5) }],
    ['keep', { snooze: { until: ago(1), actor, at: ago(5) } }],
  ])('is a %s', (kind, facts) => {
    const decision = decideWith(facts);

    expect(decision).toMatchObject({ action: 'none', reason: 'active', idleSinceAt: ago(5) });
    expect(decision.signals[0]).toEqual({ kind, at: ago(5) });
  });

  it('is the latest request, of what was seen before and what was read', () => {
    const { signals } = decideWith({ lastRequestAt: ago(5), reading: makeReading({ lastRequestAt: ago(8) }) });

    expect(signals[0]).toEqual({ kind: 'request', at: ago(5) });
  });
});

describe('figures that cannot be had', () => {
  const unknown = (minutes: number) =>
    ({ known: false, at: ago(minutes), since: ago(180), reason: 'no_metrics' }) as const;

  it('are never idleness, and are asked for again after five minutes', () => {
    expect(decideWith({ reading: unknown(1) })).toMatchObject({
      action: 'none',
      reason: 'unknown',
      lookAt: ago(-4),
    });
    expect(decideWith({ reading: unknown(5) })).toMatchObject({ action: 'look', reason: 'unknown' });
    expect(decideWith({ reading: unknown(1) }).next).toBeUndefined();
  });

  it('are not waited for longer when the clock was set back', () => {
    expect(decideWith({ reading: unknown(-600) }).lookAt).toBe(ago(-5));
  });

  it('are those of a whole region in doubt, too', () => {
    expect(decideWith({ figuresInDoubt: true })).toMatchObject({ action: 'none', reason: 'unknown' });
  });
});

describe('hours', () => {
  it('let an app sleep after ten minutes outside them', () => {
    const used = { reading: makeReading({ lastRequestAt: ago(11) }) };

    expect(decideWith(used, { hours: MORNINGS })).toMatchObject({
      action: 'sleep',
      reason: 'outside_hours',
      idleAfterMs: 600_000,
    });
    expect(decideWith(used, { hours: HOURS })).toMatchObject({ action: 'none', idleAfterMs: 1_800_000 });
  });

  it('do not make a shorter limit longer', () => {
    const used = { reading: makeReading({ lastRequestAt: ago(4) }) };

    expect(decideWith(used, { hours: MORNINGS, idleAfterMs: 180_000 }).action).toBe('sleep');
  });

  it('are all that counts where the app is never idle', () => {
    const never = { idleAfterMs: 'never' } as const;

    expect(decideWith({}, never)).toMatchObject({ action: 'none', reason: 'never' });
    expect(decideWith({}, never).next).toBeUndefined();
    expect(decideWith({}, { ...never, hours: HOURS })).toMatchObject({
      action: 'none',
      reason: 'never',
      lookAt: '2026-11-23T18:00:00.000Z',
      next: { action: 'sleep', at: '2026-11-23T18:00:00.000Z', reason: 'outside_hours' },
    });
    expect(decideWith({}, { ...never, hours: MORNINGS })).toMatchObject({ action: 'sleep', reason: 'outside_hours' });
  });

  it('end before the limit inside them has passed: the shorter one holds from then on', () => {
    const used = { reading: makeReading({ lastRequestAt: ago(2) }) };

    const { next } = decideWith(used, { hours: 'Mon-Fri 08:00-12:05' });

    expect(next).toEqual({ action: 'sleep', at: ago(-9), reason: 'outside_hours' });
  });

  it('have no holiday', () => {
    const holidays = [{ kind: 'date', date: '2026-11-23' }] as const;

    expect(decideWith({}, { hours: HOURS, idleAfterMs: 'never' }, { holidays }).action).toBe('sleep');
  });
});

describe('an app that cannot be measured', () => {
  const worker = { formation: { web: { amount: 0 }, worker: { amount: 1 } } };
  const { reading: _, ...unread } = makeFacts(worker);
  const policy = createPolicy(makeConfig({ rules: [{ match: '*', manage: true, hours: MORNINGS }] }));

  it('never sleeps without hours, nor inside them', () => {
    const unmeasured = {
      ...worker,
      reading: { known: false, at: ago(0), since: ago(9), reason: 'no_web' },
    } as const;

    expect(decideWith(unmeasured)).toMatchObject({ action: 'none', reason: 'not_measurable' });
    expect(decideWith(unmeasured, { hours: HOURS })).toMatchObject({
      reason: 'not_measurable',
      next: { at: '2026-11-23T18:00:00.000Z', reason: 'outside_hours' },
    });
  });

  it('sleeps outside them without any figures, ten minutes after it was deployed', () => {
    const deployed = { ...unread, app: makeApp({ lastDeployedAt: ago(9) }) };

    expect(decide(unread, policy, NOON)).toMatchObject({ action: 'sleep', reason: 'outside_hours' });
    expect(decide(deployed, policy, NOON)).toMatchObject({ action: 'none', lookAt: ago(-1) });
  });

  it.each(['no_web', 'tcp'])('is one whose provider says %s', (reason) => {
    const reading = { known: false, at: ago(0), since: ago(180), reason } as const;

    expect(decideWith({ reading }).reason).toBe('not_measurable');
  });

  it('is none whose figures could be read, or whose formation is not known', () => {
    expect(decideWith(worker).reason).toBe('idle');
    expect(decide({ ...unread, formation: {} }, policy, NOON).action).toBe('look');
  });
});

describe('an app asleep', () => {
  const asleep = { status: 'asleep', asleepAt: ago(600) } as const;

  it('stays so', () => {
    expect(decideWith(asleep)).toMatchObject({ action: 'none', reason: 'asleep' });
    expect(decideWith(asleep).next).toBeUndefined();
    expect(decideWith(asleep, { hours: HOURS }).next).toBeUndefined();
  });

  it('is woken when its hours begin, for as long as they last', () => {
    const rule = { hours: HOURS, wakeAtStart: true };

    expect(decideWith(asleep, rule)).toMatchObject({ action: 'wake', reason: 'hours_begin' });
  });

  it('is not woken again when it was put to sleep within its hours', () => {
    const rule = { hours: HOURS, wakeAtStart: true };

    expect(decideWith({ ...asleep, asleepAt: ago(60) }, rule)).toMatchObject({
      action: 'none',
      reason: 'asleep',
      next: { action: 'wake', at: '2026-11-24T07:00:00.000Z', reason: 'hours_begin' },
    });
  });

  it('is not woken before', () => {
    expect(decideWith(asleep, { hours: MORNINGS, wakeAtStart: true })).toMatchObject({
      action: 'none',
      lookAt: '2026-11-24T07:00:00.000Z',
    });
  });

  it('is not woken for a pull request that is closed, nor where it was refused a moment ago', () => {
    const rule = { hours: HOURS, wakeAtStart: true };
    const orphan = makeApp({ review: { parent: 'shop', pullRequest: 42, closed: true } });
    const refused = { until: ago(-5), reason: 'provider_refused' };

    expect(decideWith({ ...asleep, app: orphan }, rule).action).toBe('none');
    expect(decideWith({ ...asleep, refused }, rule)).toMatchObject({
      action: 'none',
      reason: 'refused',
      lookAt: ago(-5),
    });
  });
});

describe('a person who keeps an app awake', () => {
  it('is heard until the end, and for the time after', () => {
    const snooze = { until: ago(-60), actor, at: ago(200) };

    expect(decideWith({ snooze })).toMatchObject({
      action: 'none',
      reason: 'kept',
      lookAt: ago(-60),
      next: { at: ago(-60), reason: 'idle' },
    });
    expect(decideWith({ snooze: { ...snooze, until: ago(0) } }).action).toBe('sleep');
  });
});

describe('somebody who brings an app back', () => {
  it('three times in a day is left alone for a day', () => {
    expect(decideWith({ undoneAt: [ago(2_000), ago(1_300), ago(600)] })).toMatchObject({
      reason: 'fight',
      lookAt: ago(600 - 1_440),
    });
    expect(decideWith({ undoneAt: [ago(4_000), ago(3_000), ago(1_441)] }).action).toBe('sleep');
  });

  it('twice, or less often than that, is not a fight', () => {
    expect(decideWith({ undoneAt: [ago(300), ago(200)] }).action).toBe('sleep');
    expect(decideWith({ undoneAt: [ago(2_300), ago(1_300), ago(600)] }).action).toBe('sleep');
  });
});

describe('a sleep that would not pay', () => {
  it('is not begun within three times what waking takes', () => {
    const woken = { wokenAt: [ago(40)], wakesMs: [60_000, 840_000] };

    expect(decideWith(woken)).toMatchObject({ action: 'none', reason: 'break_even', lookAt: ago(-2) });
    expect(decideWith({ ...woken, wakesMs: [60_000, 780_000] }).action).toBe('sleep');
  });

  it('is not begun within ten minutes, however short the limit', () => {
    const woken = { wokenAt: [ago(9)], readySinceAt: ago(9) };

    expect(decideWith(woken, { idleAfterMs: 120_000 })).toMatchObject({ reason: 'break_even', lookAt: ago(-1) });
  });

  it('is not begun shortly before the hours wake it', () => {
    const rule = { hours: 'Mon 12:09-19:00' };

    expect(decideWith({}, { ...rule, wakeAtStart: true })).toMatchObject({
      action: 'none',
      reason: 'break_even',
      lookAt: ago(-9),
    });
    expect(decideWith({}, rule).action).toBe('sleep');
    expect(decideWith({}, { hours: 'Mon 12:10-19:00', wakeAtStart: true }).action).toBe('sleep');
  });

  it('is half as likely where it was woken five times in an hour', () => {
    const wokenAt = [58, 55, 50, 45, 40].map((minutes) => ago(minutes));

    expect(decideWith({ wokenAt })).toMatchObject({ reason: 'active', idleAfterMs: 3_600_000, lookAt: ago(-2) });
    expect(decideWith({ wokenAt: wokenAt.slice(1) })).toMatchObject({ action: 'sleep', idleAfterMs: 1_800_000 });
  });
});

describe('a review app whose pull request is closed', () => {
  const app = makeApp({ review: { parent: 'shop', pullRequest: 42, closed: true } });
  const used = { app, reading: makeReading({ lastRequestAt: ago(11) }) };

  it('sleeps after ten minutes', () => {
    expect(decideWith(used)).toMatchObject({ action: 'sleep', reason: 'pr_closed', idleAfterMs: 600_000 });
  });

  it('does not where a rule says never, or nothing manages it', () => {
    expect(decideWith(used, { idleAfterMs: 'never' }).reason).toBe('never');
    expect(decideWith(used, { manage: false }).reason).toBe('unmanaged');
  });
});

describe('an app whose pull request a forge tells of', () => {
  const unused = makeReading({ lastRequestAt: ago(40) });

  it('is in use for its limit after people did something there', () => {
    const worked = { ...open, activeAt: ago(10) };

    expect(decideWith({ reading: unused, pullRequest: worked })).toMatchObject({
      action: 'none',
      reason: 'active',
      idleSinceAt: ago(10),
      signals: [{ kind: 'pull_request', at: ago(10), ref: '#42' }, { kind: 'request' }, { kind: 'ready' }],
      next: { action: 'sleep', at: ago(-21) },
    });
    expect(decideWith({ reading: unused, pullRequest: { ...open, activeAt: ago(35) } }).action).toBe('sleep');
  });

  it('sleeps after ten minutes once it is closed, also where the provider has not heard of it', () => {
    const app = makeApp({ review: { parent: 'shop', pullRequest: 42, closed: false } });
    const used = { app, reading: makeReading({ lastRequestAt: ago(11) }) };

    expect(decideWith({ ...used, pullRequest: { ...open, closed: true } })).toMatchObject({
      action: 'sleep',
      reason: 'pr_closed',
      idleAfterMs: 600_000,
    });
  });

  it('has its own limit when the forge has it open again, whatever the provider still says', () => {
    const app = makeApp({ review: { parent: 'shop', pullRequest: 42, closed: true } });
    const used = { app, reading: makeReading({ lastRequestAt: ago(11) }), pullRequest: open };

    expect(decideWith(used)).toMatchObject({ reason: 'active', idleAfterMs: 1_800_000 });
  });

  it('stays awake while it carries the label, also when it is closed and nobody uses it', () => {
    const held = { ...open, closed: true, heldAwake: true };
    const { action, reason, next } = decideWith({ pullRequest: held });

    expect([action, reason, next]).toEqual(['none', 'pr_held', undefined]);
  });

  it('is not woken by the label', () => {
    expect(decideWith({ status: 'asleep', pullRequest: { ...open, heldAwake: true } }).reason).toBe('asleep');
  });

  it('stays awake when the forge cannot be asked, is promised nothing, and is not even read', () => {
    const unknown = { pullRequest: { known: false, number: 42 } } as const;
    const closed = makeApp({ review: { parent: 'shop', pullRequest: 42, closed: true } });

    expect(decideWith({ ...unknown, app: closed })).toMatchObject({ action: 'none', reason: 'pr_unknown' });
    expect(decideWith(unknown, { hours: MORNINGS })).toMatchObject({ action: 'none', reason: 'pr_unknown' });
    expect(decideWith({ ...unknown, lastRequestAt: ago(5) })).toMatchObject({ reason: 'active' });
    expect(decideWith({ ...unknown, lastRequestAt: ago(5) }).next).toBeUndefined();
    expect(decideWith(unknown).next).toBeUndefined();
  });
});

describe('an app that sleeps however lately it was used', () => {
  const closing = { idleAfterMs: 0 };
  const { reading: _reading, ...unread } = makeFacts({ lastRequestAt: ago(0.1) });

  it.each([
    ['a moment ago, by figures that do not reach so far', { lastRequestAt: ago(0.1) }],
    ['by nobody knows whom', { reading: { known: false, at: ago(1), since: ago(180), reason: 'no_metrics' } as const }],
    ['in a way that cannot be measured', { formation: { worker: { amount: 1 } } }],
    ['in the future, as a clock set back tells', { lastRequestAt: ago(-5) }],
    ['while the figures of its region are in doubt', { figuresInDoubt: true }],
  ])('sleeps at once when it was used %s', (_when, facts) => {
    expect(decideWith(facts, closing)).toMatchObject({ action: 'sleep', reason: 'idle', idleAfterMs: 0 });
  });

  it('sleeps without its figures having been read at all', () => {
    const policy = createPolicy(makeConfig({ rules: [{ match: '*', manage: true, ...closing }] }));

    expect(decide(unread, policy, NOON)).toMatchObject({ action: 'sleep', next: { at: NOON.toISOString() } });
  });

  it('says so when it is for a closed pull request', () => {
    const pullRequest = { ...open, closed: true };

    expect(decideWith({ pullRequest, formation: { worker: { amount: 1 } } }, closing).reason).toBe('pr_closed');
  });

  it.each([
    ['deployed', deploying, 'deploying'],
    ['running a task', { busy: [{ kind: 'one_off' }] } as const, 'one_off'],
    ['kept by somebody', { snooze: { until: ago(-60), actor, at: ago(60) } }, 'kept'],
    ['held by its label', { pullRequest: { ...open, heldAwake: true } }, 'pr_held'],
    [
      'of a pull request that nobody could be asked about',
      { pullRequest: { known: false, number: 42 } as const },
      'pr_unknown',
    ],
  ])('does not while it is %s', (_what, facts, reason) => {
    expect(decideWith(facts, closing)).toMatchObject({ action: 'none', reason });
  });
});
