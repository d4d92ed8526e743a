import type { RuleConfig } from '../../../core/config.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { planAhead } from '../../../core/policy/plan.ts';
import { createPolicy } from '../../../core/policy/policy.ts';
import { makeApp, makeConfig } from '../../support/make.ts';
import { ago, makeFacts, NOON } from '../../support/make-facts.ts';

/** One line for each planned action: `shop-back sleep 2026-11-23T11:21 idle`. */
function plan(all: readonly Facts[], rules: readonly RuleConfig[], hours = 48): readonly string[] {
  const until = new Date(NOON.getTime() + hours * 3_600_000);
  return planAhead(all, createPolicy(makeConfig({ rules })), NOON, until).map(
    ({ ref, action, at, reason }) => `${ref.split('/').at(-1)} ${action} ${at.slice(0, 16)} ${reason}`,
  );
}

function named(name: string, facts: Partial<Facts> = {}): Facts {
  return makeFacts({ ...facts, app: makeApp({ id: `id-${name}`, name }) });
}

const HOURS = 'Mon-Fri 08:00-19:00';

describe('the plan', () => {
  it('is what follows from the limits, the earliest first', () => {
    const all = [named('blog', { lastRequestAt: ago(5) }), named('shop', { lastRequestAt: ago(20) })];

    expect(plan(all, [{ match: '*', manage: true }])).toEqual([
      'shop sleep 2026-11-23T11:11 idle',
      'blog sleep 2026-11-23T11:26 idle',
    ]);
  });

  it('goes on through the days of an app that is woken when its hours begin', () => {
    const rules = [{ match: '*', manage: true, hours: HOURS, wakeAtStart: true }];

    expect(plan([named('shop', { lastRequestAt: ago(5) })], rules)).toEqual([
      'shop sleep 2026-11-23T11:26 idle',
      'shop wake 2026-11-24T07:00 hours_begin',
      'shop sleep 2026-11-24T07:31 idle',
      'shop wake 2026-11-25T07:00 hours_begin',
      'shop sleep 2026-11-25T07:31 idle',
    ]);
  });

  it('waits for the end of the hours where an app is never idle inside them', () => {
    const rules = [{ match: '*', manage: true, hours: HOURS, idleAfterMs: 'never' } as const];

    expect(plan([named('shop', { lastRequestAt: ago(5) })], rules)).toEqual([
      'shop sleep 2026-11-23T18:00 outside_hours',
    ]);
  });

  it('has no sleep that ends before it pays', () => {
    const rules = [{ match: '*', manage: true, hours: 'Mon 12:20-13:00', wakeAtStart: true }];

    expect(plan([named('shop', { lastRequestAt: ago(2) })], rules)[0]).toBe(
      'shop sleep 2026-11-23T11:09 outside_hours',
    );
    expect(plan([named('shop', { lastRequestAt: ago(0) })], rules)).toEqual(['shop sleep 2026-11-23T11:31 idle']);
  });

  it('shows a group sleep and wake as one', () => {
    const rules = [
      { match: 'front', manage: true, group: 'shop', hours: HOURS, wakeAtStart: true },
      { match: 'back', manage: true, group: 'shop' },
    ];

    expect(plan([named('front', { lastRequestAt: ago(5) }), named('back')], rules, 22)).toEqual([
      'back sleep 2026-11-23T11:26 idle',
      'front sleep 2026-11-23T11:26 idle',
      'back wake 2026-11-24T07:00 hours_begin',
      'front wake 2026-11-24T07:00 hours_begin',
      'back sleep 2026-11-24T07:31 idle',
      'front sleep 2026-11-24T07:31 idle',
    ]);
  });

  it.each<readonly [string, Partial<Facts>, Partial<RuleConfig>]>([
    ['is protected', {}, { protect: true }],
    ['nothing manages', {}, { manage: false }],
    ['is asleep and not woken by its hours', { status: 'asleep', asleepAt: ago(60) }, { hours: HOURS }],
    ['cannot be read', { reading: { known: false, at: ago(0), since: ago(180), reason: 'no_metrics' } }, {}],
    ['sleeps later than the plan goes', { snooze: { until: ago(-3_000), actor: 'slack:T0/U1', at: ago(1) } }, {}],
  ])('has nothing for an app that %s', (_what, facts, rule) => {
    expect(plan([makeFacts(facts)], [{ match: '*', manage: true, ...rule }])).toEqual([]);
  });

  it('is bounded however far it goes', () => {
    const rules = [{ match: '*', manage: true, hours: HOURS, wakeAtStart: true }];

    expect(plan([named('shop')], rules, 24 * 3_650).length).toBeLessThanOrEqual(60);
  });
});
