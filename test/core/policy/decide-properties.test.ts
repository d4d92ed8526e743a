import fc from 'fast-check';
import type { RuleConfig } from '../../../core/config.ts';
import { appStatuses } from '../../../core/model/status.ts';
import { isMeasurable } from '../../../core/policy/case.ts';
import { decide } from '../../../core/policy/decide.ts';
import { explain } from '../../../core/policy/explain.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { planAhead } from '../../../core/policy/plan.ts';
import { createPolicy, type Policy } from '../../../core/policy/policy.ts';
import { makeApp, makeConfig } from '../../support/make.ts';
import { ago, NOON } from '../../support/make-facts.ts';

const RUNS = { numRuns: 200, seed: 3 };
const actor = 'slack:T0/U1';

/** To the second. Without fast-check's bias, which prefers now to all that is past. */
function minutesFrom(least: number, most: number): fc.Arbitrary<number> {
  return fc.noBias(fc.integer({ min: least * 60, max: most * 60 })).map((seconds) => seconds / 60);
}

/** Mostly of the last hours, at times of the last days, now and then of the future: a clock may have been set back. */
const instant = fc
  .oneof(
    { weight: 2, arbitrary: minutesFrom(0, 120) },
    { weight: 8, arbitrary: minutesFrom(0, 6_000) },
    { weight: 1, arbitrary: minutesFrom(-60, 0) },
  )
  .map((minutes) => ago(minutes));

const instants = fc.array(instant, { maxLength: 7 }).map((all) => all.sort());

const known = fc
  .tuple(
    fc.constantFrom(0, 0, 0, 0.05, 0.2, 30),
    fc.constantFrom(0, 1, 1, 62),
    fc.constantFrom(20, 180, 180, 4_260),
    fc.option(instant, { nil: undefined }),
  )
  .map(([age, lag, span, last]) => ({
    known: true as const,
    at: ago(age),
    since: ago(age + span),
    completeUntil: ago(age + lag),
    ...(last !== undefined && { lastRequestAt: last }),
  }));

const unknown = fc
  .tuple(fc.constantFrom(0, 4, 20), fc.constantFrom('no_metrics', 'no_web', 'tcp'))
  .map(([age, reason]) => ({ known: false as const, at: ago(age), since: ago(age + 180), reason }));

const status = fc.oneof({ weight: 8, arbitrary: fc.constant('running' as const) }, fc.constantFrom(...appStatuses));

/** Seldom there: else hardly any app would sleep, and little would be shown. */
function seldom<T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | undefined> {
  return fc.oneof({ weight: 12, arbitrary: fc.constant(undefined) }, { weight: 1, arbitrary });
}

const review = fc.constantFrom(true, false).map((closed) => ({ parent: 'shop', pullRequest: 42, closed }));

const app = fc
  .tuple(seldom(instant), seldom(review))
  .map(([lastDeployedAt, pull]) =>
    makeApp({ ...(lastDeployedAt && { lastDeployedAt }), ...(pull && { review: pull }) }),
  );

const usual = fc.record(
  {
    app,
    status,
    wokenAt: fc.oneof({ weight: 3, arbitrary: fc.constant([]) }, instants),
    wakesMs: fc.array(fc.integer({ min: 1_000, max: 600_000 }), { maxLength: 5 }),
    undoneAt: fc.oneof({ weight: 8, arbitrary: fc.constant([]) }, instants),
    asleepAt: instant,
    readySinceAt: instant,
    formation: fc.constantFrom({ web: { amount: 1 } }, { web: { amount: 0 }, worker: { amount: 1 } }, {}),
    lastRequestAt: instant,
    reading: fc.oneof({ weight: 6, arbitrary: known }, unknown),
  },
  { requiredKeys: ['app', 'status', 'wokenAt', 'wakesMs', 'undoneAt'] },
);

const snoozed = fc.tuple(instant, instant).map(([until, at]) => ({ until, at, actor }));

const pullRequest: fc.Arbitrary<Facts['pullRequest']> = fc.oneof(
  { weight: 1, arbitrary: fc.constant({ known: false as const, number: 42 }) },
  {
    weight: 6,
    arbitrary: fc
      .record(
        { closed: fc.boolean(), activeAt: instant, heldAwake: fc.constantFrom(false, false, true) },
        { requiredKeys: ['closed'] },
      )
      .map((told) => ({ known: true as const, number: 42, ...told })),
  },
);

const facts: fc.Arbitrary<Facts> = fc
  .tuple(
    usual,
    seldom(fc.constant({ operation: { kind: 'wake' as const, startedAt: ago(1), actor } })),
    seldom(snoozed.map((snooze) => ({ snooze }))),
    seldom(fc.constantFrom('deployment' as const, 'one_off' as const).map((kind) => ({ busy: [{ kind }] }))),
    seldom(instant.map((until) => ({ refused: { until, reason: 'in_use' } }))),
    seldom(fc.constant({ figuresInDoubt: true })),
    seldom(pullRequest.map((pull) => ({ pullRequest: pull }))),
    seldom(fc.integer({ min: -30, max: 15 }).map((minutes) => ({ announced: { at: ago(10), until: ago(-minutes) } }))),
  )
  .map((parts) => Object.assign({}, ...parts));

const rule: fc.Arbitrary<RuleConfig> = fc.record(
  {
    match: fc.constant('*'),
    manage: fc.constant(true),
    protect: fc.constantFrom(false, false, false, false, false, true),
    idleAfterMs: fc.constantFrom(0, 60_000, 600_000, 1_800_000, 14_400_000, 345_600_000, 'never' as const),
    hours: fc.constantFrom(
      'Mon-Fri 08:00-19:00',
      'Mon-Fri 08:00-11:45',
      'Mon 12:05-13:00',
      'Sat,Sun 20:00-02:00',
      'Mon-Fri',
    ),
    wakeAtStart: fc.boolean(),
  },
  { requiredKeys: ['match', 'manage'] },
);

const policy: fc.Arbitrary<Policy> = rule.map((one) => createPolicy(makeConfig({ rules: [one] })));

describe('whatever the facts and the rule', () => {
  it('protection wins', () => {
    const protecting = rule.map((one) => createPolicy(makeConfig({ rules: [{ ...one, protect: true }] })));

    fc.assert(
      fc.property(facts, protecting, (own, settings) => {
        expect(decide(own, settings, NOON)).toMatchObject({ action: 'none', reason: 'protected', managed: false });
      }),
      RUNS,
    );
  });

  it('what is unknown never sleeps', () => {
    fc.assert(
      fc.property(facts, policy, (own, settings) => {
        fc.pre(settings.termsOf(own.app).idleAfterMs !== 0);
        fc.pre(isMeasurable(own) && (own.reading?.known !== true || own.figuresInDoubt === true));

        expect(decide(own, settings, NOON).action).not.toBe('sleep');
      }),
      RUNS,
    );
  });

  it('nothing sleeps that was used within its limit before its figures end', () => {
    let slept = 0;
    fc.assert(
      fc.property(facts, policy, (own, settings) => {
        const { action, idleAfterMs, signals } = decide(own, settings, NOON);
        if (action !== 'sleep' || idleAfterMs === 0) return;
        slept++;
        const completeMs = own.reading?.known === true ? Date.parse(own.reading.completeUntil) : NOON.getTime();
        for (const { at } of signals)
          expect(Date.parse(at)).toBeLessThanOrEqual(completeMs - (idleAfterMs ?? Infinity));
      }),
      { ...RUNS, numRuns: 1_000 },
    );

    // Else the property would hold for want of sleeps.
    expect(slept).toBeGreaterThan(100);
  });

  it('nothing sleeps whose pull request carries the label or could not be asked about', () => {
    const pulled = fc.tuple(facts, pullRequest).map(([own, pull]) => Object.assign({}, own, { pullRequest: pull }));
    fc.assert(
      fc.property(pulled, policy, (own, settings) => {
        const held = own.pullRequest?.known !== true || own.pullRequest.heldAwake === true;
        const { action, next, signals } = decide(own, settings, NOON);

        if (held) expect(action).not.toBe('sleep');
        if (own.pullRequest?.known === false) expect(next?.action).not.toBe('sleep');
        const told = signals.find(({ kind }) => kind === 'pull_request')?.at;
        expect(told).toBe(own.pullRequest?.known === true ? own.pullRequest.activeAt : undefined);
      }),
      RUNS,
    );
  });

  it('nothing is done to an app that moves, is kept, announced, busy, or is not ours', () => {
    fc.assert(
      fc.property(facts, policy, (own, settings) => {
        const { action } = decide(own, settings, NOON);
        const kept = own.snooze !== undefined && Date.parse(own.snooze.until) > NOON.getTime();
        const busy = own.operation !== undefined || (own.busy?.length ?? 0) > 0;

        if (own.announced !== undefined && Date.parse(own.announced.until) > NOON.getTime())
          expect(action).not.toBe('sleep');
        if (action === 'sleep') {
          expect(['running', 'crashed']).toContain(own.status);
          expect(kept || busy).toBe(false);
        }
        if (action === 'wake') expect([own.status, busy]).toEqual(['asleep', false]);
      }),
      RUNS,
    );
  });

  it('what is done with nothing is looked at later, not at once', () => {
    fc.assert(
      fc.property(facts, policy, (own, settings) => {
        const { action, lookAt, next } = decide(own, settings, NOON);

        if (action === 'none' && lookAt !== undefined) expect(Date.parse(lookAt)).toBeGreaterThan(NOON.getTime());
        if (next !== undefined) expect(Date.parse(next.at)).toBeGreaterThanOrEqual(NOON.getTime());
      }),
      RUNS,
    );
  });

  it('the explanation ends where the decision was made', () => {
    fc.assert(
      fc.property(facts, policy, (own, settings) => {
        const { reason, next, lookAt } = decide(own, settings, NOON);

        const steps = explain(own, settings, NOON);

        const at = steps.findIndex(({ verdict }) => verdict === 'decides');
        expect(steps[at]?.reason).toBe(reason);
        expect(steps[at]?.at).toBe(next?.at ?? lookAt);
        expect(steps.map(({ verdict }) => verdict)).toEqual(
          steps.map((_, index) => (index < at ? 'passes' : index === at ? 'decides' : 'skipped')),
        );
      }),
      RUNS,
    );
  });

  it('the plan begins with what the decision says comes next', () => {
    const until = new Date(NOON.getTime() + 14 * 86_400_000);
    fc.assert(
      fc.property(facts, policy, (own, settings) => {
        const { next } = decide(own, settings, NOON);

        const [first] = planAhead([own], settings, NOON, until);

        const expected = next !== undefined && Date.parse(next.at) <= until.getTime() ? next : undefined;
        expect(first && { action: first.action, at: first.at, reason: first.reason }).toEqual(expected);
      }),
      { ...RUNS, numRuns: 400 },
    );
  });
});
