import type { Config, RuleConfig } from '../../../core/config.ts';
import { decideAll, sharedSignals } from '../../../core/policy/decide.ts';
import { explain } from '../../../core/policy/explain.ts';
import type { Facts } from '../../../core/policy/facts.ts';
import { sleepOrder, wakeOrder } from '../../../core/policy/needs.ts';
import { createPolicy } from '../../../core/policy/policy.ts';
import { makeApp, makeConfig } from '../../support/make.ts';
import { ago, makeFacts, makeReading, NOON } from '../../support/make-facts.ts';

function named(name: string, facts: Partial<Facts> = {}): Facts {
  return makeFacts({ ...facts, app: makeApp({ id: `id-${name}`, name, ...facts.app }) });
}

/** What is decided about each app, as `sleep idle`, by name. */
function decideByName(all: readonly Facts[], rules: readonly RuleConfig[], config: Partial<Config> = {}) {
  const decisions = decideAll(all, createPolicy(makeConfig({ rules, ...config })), NOON);
  return Object.fromEntries(
    all.map(({ app }) => {
      const decision = decisions.get(`scalingo/osc-fr1/${app.id}`);
      return [app.name, `${decision?.action} ${decision?.reason}`];
    }),
  );
}

const grouped: readonly RuleConfig[] = [{ match: 'shop-*', manage: true, group: 'shop' }];
const used = { lastRequestAt: ago(5) };
const actor = 'slack:T0/U1';

describe('a group', () => {
  it('sleeps when none of it is in use', () => {
    expect(decideByName([named('shop-front'), named('shop-back')], grouped)).toEqual({
      'shop-front': 'sleep idle',
      'shop-back': 'sleep idle',
    });
  });

  it('waits as one for the people who were told, and says so app by app', () => {
    const announced = { at: ago(6), until: ago(-4) };
    const all = [named('shop-front', { announced }), named('shop-back', { announced })];
    const policy = createPolicy(makeConfig({ rules: grouped }));
    const shared = sharedSignals(all, policy, NOON);

    const [front] = all;
    const steps = front && explain(front, policy, NOON, shared.get('scalingo/osc-fr1/id-shop-front'));

    expect(decideByName(all, grouped)).toEqual({ 'shop-front': 'none announced', 'shop-back': 'none announced' });
    expect(steps?.find(({ verdict }) => verdict === 'decides')).toMatchObject({
      check: 'courtesy',
      detail: { announcedAt: announced.at, sleepsAt: announced.until },
    });
  });

  it('keeps what it needs awake while it waits', () => {
    const announced = { at: ago(6), until: ago(-4) };
    const rules = [
      { match: 'shop', manage: true, needs: ['db'] },
      { match: 'db', manage: true },
    ];

    expect(decideByName([named('shop', { announced }), named('db')], rules)).toEqual({
      shop: 'none announced',
      db: 'none announced',
    });
  });

  it('is in use when one of it is, and tells which one', () => {
    const all = [named('shop-front', used), named('shop-back'), named('blog')];
    const rules = [...grouped, { match: '*', manage: true }];

    const decisions = decideAll(all, createPolicy(makeConfig({ rules })), NOON);

    expect(decisions.get('scalingo/osc-fr1/id-shop-back')).toMatchObject({
      action: 'none',
      reason: 'active',
      signals: [{ kind: 'group', at: ago(5), ref: 'scalingo/osc-fr1/shop-front' }, { kind: 'ready' }],
    });
    expect(decisions.get('scalingo/osc-fr1/id-blog')?.action).toBe('sleep');
  });

  it('counts no use of a member that was never seen in use', () => {
    const { readySinceAt: _ready, lastRequestAt: _request, ...never } = named('shop-never');
    const all = [named('shop-front'), { ...never, status: 'stopped' as const }];

    const decisions = decideAll(all, createPolicy(makeConfig({ rules: grouped })), NOON);

    expect(decisions.get('scalingo/osc-fr1/id-shop-front')?.signals).toEqual([
      { kind: 'ready', at: expect.any(String) },
    ]);
  });

  it.each<readonly [string, Partial<Facts>]>([
    ['kept', { snooze: { until: ago(-60), actor, at: ago(300) } }],
    ['deploying', { status: 'deploying' }],
    ['operation', { operation: { kind: 'wake', startedAt: ago(1), actor } }],
    ['one_off', { busy: [{ kind: 'one_off' }] }],
    ['unknown', { reading: { known: false, at: ago(1), since: ago(180), reason: 'no_metrics' } }],
    ['unknown', { reading: { known: false, at: ago(1), since: ago(180), reason: 'no_web' } }],
    ['refused', { refused: { until: ago(-5), reason: 'in_use' } }],
    ['fight', { undoneAt: [ago(90), ago(60), ago(40)] }],
    ['unproven', { reading: makeReading({ lastRequestAt: ago(30.5) }) }],
  ])('stays awake as a whole: one is %s', (reason, facts) => {
    const decided = decideByName([named('shop-front', facts), named('shop-back')], grouped);

    expect(decided['shop-front']).toMatch(/^none /);
    expect(decided['shop-back']).toBe(`none ${reason}`);
  });

  it('waits for the one that may be unused for longest', () => {
    const rules = [{ match: 'shop-front', manage: true, group: 'shop', idleAfterMs: 3_600_000 }, ...grouped];
    const all = [named('shop-front', { lastRequestAt: ago(40) }), named('shop-back')];

    expect(decideByName(all, rules)).toEqual({ 'shop-front': 'none active', 'shop-back': 'none active' });
  });

  it('is read as a whole before it sleeps', () => {
    const stale = { reading: makeReading({ at: ago(2), completeUntil: ago(3) }) };

    expect(decideByName([named('shop-front', stale), named('shop-back')], grouped)).toEqual({
      'shop-front': 'look idle',
      'shop-back': 'look idle',
    });
  });

  it('may have been read one after the other', () => {
    const first = { reading: makeReading({ at: ago(0.4) }) };

    expect(decideByName([named('shop-front', first), named('shop-back')], grouped)['shop-front']).toBe('sleep idle');
    expect(decideByName([named('blog', first)], [{ match: '*', manage: true }]).blog).toBe('look idle');
  });

  it('goes on sleeping while one of it is already on its way', () => {
    const begun = { operation: { kind: 'sleep', startedAt: ago(1), actor } } as const;
    expect(decideByName([named('shop-front', begun), named('shop-back')], grouped)['shop-back']).toBe('sleep idle');
    const falling = { status: 'falling_asleep', operation: { kind: 'sleep', startedAt: ago(1), actor } } as const;

    expect(decideByName([named('shop-front', falling), named('shop-back')], grouped)['shop-back']).toBe('sleep idle');
    expect(decideByName([named('shop-front', { status: 'asleep' }), named('shop-back')], grouped)['shop-back']).toBe(
      'sleep idle',
    );
  });

  it.each<readonly [string, Partial<RuleConfig>]>([
    ['protected', { protect: true }],
    ['unmanaged', { manage: false }],
  ])('does not wait for one that is %s, but hears of its use', (reason, rule) => {
    const rules = [{ match: 'shop-front', group: 'shop', ...rule }, ...grouped];

    const quiet = decideByName([named('shop-front'), named('shop-back')], rules);
    const busy = decideByName([named('shop-front', used), named('shop-back')], rules);
    const kept = decideByName(
      [named('shop-front', { snooze: { until: ago(-9), actor, at: ago(90) } }), named('shop-back')],
      rules,
    );

    expect(quiet).toEqual({ 'shop-front': `none ${reason}`, 'shop-back': 'sleep idle' });
    expect(busy['shop-back']).toBe('none active');
    expect(kept['shop-back']).toBe('none kept');
  });

  it('is woken as a whole when the hours of one of it begin', () => {
    const asleep = { status: 'asleep', asleepAt: ago(600) } as const;
    const rules = [
      { match: 'shop-front', manage: true, group: 'shop', hours: 'Mon-Fri 08:00-19:00', wakeAtStart: true },
      ...grouped,
    ];

    expect(decideByName([named('shop-front', asleep), named('shop-back', asleep)], rules)).toEqual({
      'shop-front': 'wake hours_begin',
      'shop-back': 'wake hours_begin',
    });
    expect(decideByName([named('shop-front', asleep), named('shop-back')], rules)['shop-back']).toBe(
      'none hours_begin',
    );
  });
});

describe('apps that others need', () => {
  const rules: readonly RuleConfig[] = [
    { match: 'shop-front', manage: true, needs: ['shop-back'] },
    { match: 'shop-back', manage: true, needs: ['shop-db*'] },
    { match: '*', manage: true },
  ];

  it('are in use when what needs them is, near or far', () => {
    expect(decideByName([named('shop-front', used), named('shop-back'), named('shop-db')], rules)).toEqual({
      'shop-front': 'none active',
      'shop-back': 'none active',
      'shop-db': 'none active',
    });
  });

  it('do not keep awake what needs them', () => {
    expect(decideByName([named('shop-front'), named('shop-back'), named('shop-db', used)], rules)).toEqual({
      'shop-front': 'sleep idle',
      'shop-back': 'sleep idle',
      'shop-db': 'none active',
    });
  });

  it('stay awake for one that never sleeps by itself', () => {
    const never = [
      { match: 'shop-front', manage: true, needs: ['shop-back'], idleAfterMs: 'never' } as const,
      ...rules.slice(1),
    ];

    expect(decideByName([named('shop-front'), named('shop-back')], never)['shop-back']).toBe('none never');
  });

  it('may need each other', () => {
    const both = [
      { match: 'a', manage: true, needs: ['b', 'a', 'nowhere'] },
      { match: 'b', manage: true, needs: ['a'] },
    ];

    expect(decideByName([named('a', used), named('b')], both)).toEqual({ a: 'none active', b: 'none active' });
    expect(decideByName([named('a'), named('b')], both)).toEqual({ a: 'sleep idle', b: 'sleep idle' });
  });

  it('are those of the same region where the name is not unique', () => {
    const paris = { id: 'id-par', name: 'shop-back', region: { type: 'clever-cloud', name: 'par' } } as const;
    const all = [named('shop-front', used), named('shop-back'), makeFacts({ app: makeApp(paris) })];

    const decisions = decideAll(all, createPolicy(makeConfig({ rules })), NOON);

    expect(decisions.get('scalingo/osc-fr1/id-shop-back')?.action).toBe('none');
    expect(decisions.get('clever-cloud/par/id-par')?.action).toBe('sleep');
  });

  it('are put to sleep last and woken first', () => {
    const policy = createPolicy(makeConfig({ rules }));
    const apps = ['shop-back', 'blog', 'shop-db', 'shop-front'].map((name) => makeApp({ id: name, name }));

    const names = (ordered: typeof apps) => ordered.map(({ name }) => name).filter((name) => name !== 'blog');

    expect(names([...sleepOrder(apps, policy)])).toEqual(['shop-front', 'shop-back', 'shop-db']);
    expect(names([...wakeOrder(apps, policy)])).toEqual(['shop-db', 'shop-back', 'shop-front']);
  });
});

describe('explaining an app of a group', () => {
  it('agrees with what was decided about all', () => {
    const policy = createPolicy(makeConfig({ rules: grouped }));
    const kept = named('shop-front', { snooze: { until: ago(-60), actor, at: ago(300) } });
    const back = named('shop-back');
    const shared = sharedSignals([kept, back], policy, NOON).get('scalingo/osc-fr1/id-shop-back');

    const steps = explain(back, policy, NOON, shared);

    expect(steps.find(({ verdict }) => verdict === 'decides')).toMatchObject({
      check: 'group',
      reason: 'kept',
      detail: { group: 'shop', ref: 'scalingo/osc-fr1/shop-front' },
    });
  });
});
