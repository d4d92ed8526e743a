import fc from 'fast-check';
import {
  appOptionGroups,
  type FormVerb,
  optionValue,
  refOfOption,
  searchApps,
} from '../../../../bot/slack/forms/app-options.ts';
import { createTranslate, type OverviewApp } from '../../../../core/index.ts';
import { anyText } from '../../../support/any-text.ts';
import { overviewApp } from '../../../support/make-overview.ts';

const reader = { t: createTranslate('en'), timezone: 'Europe/Paris', now: new Date('2026-11-23T09:00:00.000Z') };

const names = (apps: readonly OverviewApp[], typed: string, verb: FormVerb = 'status') =>
  searchApps({ apps, typed, verb }).map(({ name }) => name);

describe('searching apps', () => {
  const apps = [
    overviewApp('shop-pr42', { review: { parent: 'shop', pullRequest: 42 }, group: 'pr42' }),
    overviewApp('shop-api-PR-42', { provider: 'clever-cloud', region: 'par', group: 'pr42' }),
    overviewApp('shop'),
    overviewApp('workshop'),
    overviewApp('blog', { group: 'marketing' }),
    overviewApp('shop-pr421'),
  ];

  it.each([
    ['shop', ['shop', 'shop-pr42', 'shop-api-PR-42', 'shop-pr421', 'workshop']],
    ['SHOP', ['shop', 'shop-pr42', 'shop-api-PR-42', 'shop-pr421', 'workshop']],
    ['#42', ['shop-api-PR-42', 'shop-pr42']],
    ['42', ['shop-api-PR-42', 'shop-pr42', 'shop-pr421']],
    ['pr-42', ['shop-api-PR-42', 'shop-pr42']],
    ['@marketing', ['blog']],
    ['clever', ['shop-api-PR-42']],
    ['api shop', ['shop-api-PR-42']],
    ['shp421', ['shop-pr421']],
    ['shpo', ['shop']],
    ['bolg', ['blog']],
    ['nothing like it', []],
  ])('finds for %s what is meant, the closest first', (typed, expected) => {
    expect(names(apps, typed)).toEqual(expected);
  });

  it('shows first what the verb is most likely meant for', () => {
    const fleet = [
      overviewApp('awake', { idleSeconds: 60, lastRequestAt: '2026-11-23T08:59:00.000Z' }),
      overviewApp('idle', { idleSeconds: 90_000, lastRequestAt: '2026-11-22T08:00:00.000Z' }),
      overviewApp('asleep', { status: 'asleep', lastRequestAt: '2026-11-20T08:00:00.000Z' }),
      overviewApp('asleep-used-lately', { status: 'asleep', lastRequestAt: '2026-11-22T17:00:00.000Z' }),
      overviewApp('precious', { protected: true, idleSeconds: 900_000 }),
    ];

    expect(names(fleet, '', 'wake').slice(0, 2)).toEqual(['asleep-used-lately', 'asleep']);
    expect(names(fleet, '', 'sleep')).toEqual(['idle', 'awake', 'asleep-used-lately', 'asleep', 'precious']);
    expect(names(fleet, '', 'keep').slice(0, 2)).toEqual(['awake', 'idle']);
    expect(names(fleet, '', 'why')[0]).toBe('awake');
  });

  it('says the state of each in words, in the reader’s language and zone', () => {
    const snapshot = { formation: {}, takenAt: '2026-11-22T18:05:00.000Z', actor: 'rule:1' };
    const fleet = [
      overviewApp('a', { status: 'asleep', snapshot }),
      overviewApp('b', { idleSeconds: 7_200 }),
      overviewApp('c', { protected: true, status: 'crashed' }),
    ];

    const told = (language: 'en' | 'fr') =>
      appOptionGroups({ apps: fleet, typed: '', verb: 'wake' }, { ...reader, t: createTranslate(language) })
        .flatMap(({ options }) => options)
        .map(({ description }) => description?.text);

    expect(told('en')).toEqual(['asleep since 22 Nov 19:05', 'crashed · protected by a rule', 'running · idle 2 h']);
    expect(told('fr')[0]).toBe('endormie depuis le 22 nov. 19:05');
  });

  it('groups them by provider and region, at most 20 in all, each once', () => {
    const many = Array.from({ length: 50 }, (_, at) =>
      overviewApp(`app-${at}`, at % 2 ? {} : { provider: 'clever-cloud', region: 'par' }),
    );

    const groups = appOptionGroups({ apps: [...many, ...many], typed: 'app', verb: 'wake' }, reader);

    const values = groups.flatMap(({ options }) => options.map(({ value }) => value));
    expect(groups.map(({ label }) => label.text).toSorted()).toEqual(['clever-cloud/par', 'scalingo/osc-fr1']);
    expect(values).toHaveLength(20);
    expect(new Set(values).size).toBe(20);
  });

  it('stands for a name too long for Slack by a short one, and finds it again', () => {
    const long = overviewApp('x'.repeat(200), { provider: 'clever-cloud', region: 'par' });

    const value = optionValue(long.ref);

    expect(value.length).toBeLessThanOrEqual(75);
    expect(refOfOption(value, [overviewApp('shop'), long])).toBe(long.ref);
    expect(refOfOption(value, [overviewApp('shop')])).toBeUndefined();
    expect(refOfOption('scalingo/osc-fr1/shop', [])).toBe('scalingo/osc-fr1/shop');
  });

  it('keeps Slack’s limits and finds every app by its own name, whatever is typed and whatever apps are called', () => {
    const name = fc.oneof(
      anyText({ minLength: 1, maxLength: 120 }),
      fc.constantFrom('<!channel>', '\u202eevil', '💤'.repeat(80), '`x`', '~x', '  ', '#42'),
    );
    const apps = fc.array(
      fc.record({ name, status: fc.constantFrom('running', 'asleep', 'unknown'), protected: fc.boolean() }),
      { maxLength: 40 },
    );

    fc.assert(
      fc.property(
        apps,
        fc.string({ maxLength: 300 }),
        fc.constantFrom<FormVerb>('wake', 'sleep', 'why'),
        (all, typed, verb) => {
          const fleet = all.map(({ name, ...facts }) => overviewApp(name, facts));

          const groups = appOptionGroups({ apps: fleet, typed, verb }, reader);

          const options = groups.flatMap((group) => group.options);
          expect(options.length).toBeLessThanOrEqual(20);
          for (const { options: inGroup, label } of groups) {
            expect(inGroup.length).toBeGreaterThan(0);
            expect(Array.from(label.text).length).toBeLessThanOrEqual(75);
          }
          for (const { text, value = '', description } of options) {
            for (const shown of [text.text, description?.text ?? '']) {
              expect(Array.from(shown).length).toBeGreaterThan(0);
              expect(Array.from(shown).length).toBeLessThanOrEqual(75);
            }
            expect(value.length).toBeLessThanOrEqual(75);
            expect(fleet.map(({ ref }) => ref)).toContain(refOfOption(value, fleet));
          }
        },
      ),
      { numRuns: 60, seed: 42 },
    );
  });

  it('answers within a moment for a thousand apps', () => {
    const fleet = Array.from({ length: 1_000 }, (_, at) =>
      overviewApp(`team-${at % 7}-service-${at}-${'x'.repeat(40)}`),
    );

    const begun = performance.now();
    for (const typed of ['', 'x', 'team service', 'tsx', 'no such app at all'.repeat(20), 'x'.repeat(5_000)])
      searchApps({ apps: fleet, typed, verb: 'wake' });

    expect((performance.now() - begun) / 6).toBeLessThan(100);
  });
});
