import fc from 'fast-check';
import type { RuleConfig } from '../../../core/config.ts';
import { appKey } from '../../../core/model/app.ts';
import { decideAll, sharedSignals } from '../../../core/policy/decide.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { createPolicy } from '../../../core/policy/policy.ts';
import { findBound, findSets } from '../../../core/policy/sharing.ts';
import { makeApp, makeConfig } from '../../support/make.ts';
import { ago, makeFacts, NOON } from '../../support/make-facts.ts';

const rules: readonly RuleConfig[] = [
  { match: 'shop-pr{pr}-front', manage: true, group: 'pr{pr}', needs: ['db-{pr}'] },
  { match: 'shop-pr{pr}-*', manage: true, group: 'pr{pr}' },
  { match: 'db-*', manage: true, needs: ['cache'] },
  { match: 'cache', manage: true, hours: 'Mon-Fri 08:00-11:00', wakeAtStart: true },
  { match: 'idle-*', manage: true },
];
const policy = createPolicy(makeConfig({ rules }));

const names = ['shop-pr1-front', 'shop-pr1-back', 'shop-pr2-front', 'shop-pr2-back', 'db-1', 'db-2', 'cache', 'idle-1'];

/** Few instants, so that some are the same. */
const minutes = fc.constantFrom(1, 5, 20, 40, 90);

const state: fc.Arbitrary<Partial<Facts>> = fc.oneof(
  { weight: 6, arbitrary: minutes.map((used) => ({ lastRequestAt: ago(used) })) },
  { weight: 2, arbitrary: fc.constant({}) },
  { weight: 1, arbitrary: fc.constant({ status: 'asleep' as const, asleepAt: ago(300) }) },
  { weight: 1, arbitrary: fc.constant({ snooze: { until: ago(-30), at: ago(30), actor: 'slack:T0/U1' } }) },
  { weight: 1, arbitrary: fc.constant({ figuresInDoubt: true }) },
);

const fleet: fc.Arbitrary<readonly Facts[]> = fc
  .tuple(fc.shuffledSubarray(names, { minLength: 1 }), fc.array(state, { minLength: 8, maxLength: 8 }))
  .map(([chosen, states]) =>
    chosen.map((name, at) => makeFacts({ ...states[at], app: makeApp({ id: `id-${name}`, name }) })),
  );

describe('apps that are bound to each other', () => {
  it('are decided about without the others as with them', () => {
    fc.assert(
      fc.property(fleet, fc.nat(7), (all, at) => {
        const asked = all[at % all.length];
        if (asked === undefined) return;
        const bound = findBound(all, policy, [asked]);

        const decisions = decideAll(bound, policy, NOON);
        const shared = sharedSignals(bound, policy, NOON);

        const [allDecisions, allShared] = [decideAll(all, policy, NOON), sharedSignals(all, policy, NOON)];
        for (const { app } of bound) {
          expect(decisions.get(appKey(app))).toEqual(allDecisions.get(appKey(app)));
          expect(shared.get(appKey(app))).toEqual(allShared.get(appKey(app)));
        }
      }),
      { numRuns: 500, seed: 11 },
    );
  });

  it('are those of a group with what they need, near or far', () => {
    const all = names.map((name) => makeFacts({ app: makeApp({ id: `id-${name}`, name }) }));
    const named = (name: string) => ({ app: makeApp({ id: `id-${name}`, name }) });

    const ofBack = findBound(all, policy, [named('shop-pr1-back')]).map(({ app }) => app.name);
    const ofIdle = findBound(all, policy, [named('idle-1')]).map(({ app }) => app.name);

    // All need the one cache.
    expect(ofBack).toEqual(names.filter((name) => name !== 'idle-1'));
    expect(ofIdle).toEqual(['idle-1']);
  });

  it('are each in one set only', () => {
    fc.assert(
      fc.property(fleet, (all) => {
        const sets = findSets(all, policy);

        expect(sets.flat()).toHaveLength(all.length);
        for (const set of sets) expect(new Set(findBound(all, policy, set.slice(0, 1)))).toEqual(new Set(set));
      }),
      { numRuns: 200, seed: 12 },
    );
  });
});
