import fc from 'fast-check';
import { homeFilters, matchesFilter } from '../../../../bot/slack/home/arrange.ts';
import { brokenView, type HomeState, homeView, pageOf, refusedView } from '../../../../bot/slack/home/view.ts';
import { createTranslate, type Overview, type OverviewApp } from '../../../../core/index.ts';
import { appStatuses } from '../../../../core/model/status.ts';
import { anyText } from '../../../support/any-text.ts';
import { overviewApp, overviewOf } from '../../../support/make-overview.ts';
import { mentionFaults, viewFaults } from '../../../support/slack-blocks.ts';

const en = createTranslate('en');
const fr = createTranslate('fr');

function stateOf(overview: Overview, changes: Partial<HomeState> = {}): HomeState {
  return {
    user: 'U0ANA00001',
    overview,
    favourites: [],
    filter: 'all',
    page: 0,
    actions: [],
    may: () => true,
    ...changes,
  };
}

/** What is read, in order: every text, labels of buttons and options included. */
function textsOf(json: unknown): readonly string[] {
  if (typeof json !== 'object' || json === null) return [];
  return Object.entries(json).flatMap(([key, value]: [string, unknown]) =>
    key === 'text' && typeof value === 'string' ? [value] : textsOf(value),
  );
}

const show = (overview: Overview, changes: Partial<HomeState> = {}, t = en) =>
  textsOf(homeView(stateOf(overview, changes), t).blocks);

const shown = (overview: Overview, changes: Partial<HomeState> = {}, t = en) => show(overview, changes, t).join('\n');

describe('the Home', () => {
  const apps = [
    overviewApp('blog', { provider: 'clever-cloud', region: 'par', status: 'asleep', pricePerHour: 0.05 }),
    overviewApp('shop-pr42', {
      idleSeconds: 7_200,
      pricePerHour: 0.02,
      review: { parent: 'shop', pullRequest: 42 },
      url: 'https://shop-pr42.example',
    }),
    overviewApp('shop-production', { protected: true }),
  ];

  it('begins with what is awake, what sleeps and what that has saved', () => {
    const texts = show(overviewOf(apps, { savedEur: 1234.5 }), {});

    expect(texts.slice(0, 3)).toEqual([
      'Your apps',
      '*2 awake* · *1 asleep* · 1,235\u00a0€ saved in the last 30 days',
      'Paastis puts to sleep what nobody uses, by its rules.',
    ]);
    expect(shown(overviewOf(apps, { savedEur: 3.5 }), {}, fr)).toContain(
      '*2 éveillées* · *1 endormie* · 3,50\u00a0€ économisés',
    );
  });

  it('says what observing would have saved', () => {
    expect(shown(overviewOf(apps, { mode: 'observe', wouldSaveEur: 42 }))).toContain(
      'it puts nothing to sleep by itself. In the last 30 days it would have saved 42\u00a0€.',
    );
  });

  it('shows each app with its state in words, how long it is idle and what it costs, by provider and region', () => {
    const texts = show(overviewOf(apps));

    expect(texts).toContain(':large_green_circle: *shop-pr42* running · #42 · idle 2 h · 0.48\u00a0€/day');
    expect(texts).toContain(':zzz: *blog* asleep');
    expect(texts.indexOf('clever-cloud/par')).toBeLessThan(texts.indexOf('scalingo/osc-fr1'));
  });

  it('has one button for each app, the one that is likely wanted, and a menu for the rest', () => {
    const { blocks } = homeView(stateOf(overviewOf(apps)), en);

    const rows = blocks.filter(({ block_id: id }) => id?.startsWith('app.'));

    expect(rows).toMatchObject([
      {
        block_id: 'app.0:clever-cloud/par/blog',
        elements: [{ action_id: 'home.wake', accessibility_label: 'Wake blog' }, { type: 'overflow' }],
      },
      {
        elements: [
          { action_id: 'home.sleep', accessibility_label: 'Put shop-pr42 to sleep now' },
          { options: [{ url: 'https://shop-pr42.example' }, {}, {}, {}] },
        ],
      },
      // Nobody may put it to sleep: no button for it.
      { type: 'section', accessory: { type: 'overflow' } },
    ]);
    expect(rows[1]).not.toMatchObject({ elements: [{ confirm: {} }, {}] });
  });

  it('asks before what looks like production is put to sleep', () => {
    const { blocks } = homeView(stateOf(overviewOf([overviewApp('shop-prod')])), en);

    expect(JSON.stringify(blocks)).toContain('"confirm"');
  });

  it('offers nothing that this person may not do', () => {
    const view = JSON.stringify(homeView(stateOf(overviewOf(apps), { may: () => false }), en));

    for (const id of ['home.wake', 'home.sleep', 'home.settings', '\\"keep\\"']) expect(view).not.toContain(id);
    expect(view).toContain('\\"why\\"');
  });

  it('tells problems first, the worst of them first', () => {
    const error = {
      code: 'provider_auth',
      message: 'scalingo/osc-fr1: the token is refused.',
      remedy: 'Make a new one.',
    };
    const texts = show(
      overviewOf(
        [
          overviewApp('a', { status: 'crashed' }),
          overviewApp('b', { decision: 'fight' }),
          overviewApp('c', { decision: 'refused', refusal: 'one_off' }),
        ],
        {
          failed: [{ provider: 'scalingo', region: 'osc-fr1', error }],
          endingTokens: [
            { region: 'clever-cloud/par', endsAt: '2026-11-20T09:00:00.000Z' },
            { region: 'scalingo/osc-fr1', endsAt: '2026-12-01T09:00:00.000Z' },
          ],
        },
      ),
    );

    expect(texts[texts.indexOf('Problems') + 1]?.split('\n')).toEqual([
      ':warning: *scalingo/osc-fr1* could not be read: the token is refused. Make a new one.',
      ':warning: The token of *clever-cloud/par* has ended. Replace it.',
      expect.stringMatching(/^:warning: The token of \*scalingo\/osc-fr1\* ends on <!date\^/),
      ':warning: *a* has crashed. Wake it to start it again.',
      ':warning: *c* could not be put to sleep: a one-off task is running',
      expect.stringMatching(/\*b\* is left awake/),
    ]);
  });

  it('shows favourites before all others, and only there', () => {
    const texts = show(overviewOf(apps), { favourites: ['scalingo/osc-fr1/shop-production', 'gone/app'] });

    const first = texts.indexOf('Favourites');
    expect(texts[first + 1]).toContain('*shop-production*');
    expect(texts.filter((text) => text.includes('*shop-production*'))).toHaveLength(1);
  });

  it.each([
    ['awake', ['shop-pr42', 'shop-production']],
    ['asleep', ['blog']],
    ['idle', ['shop-pr42']],
    ['mine', ['blog', 'shop-pr42']],
  ] as const)('shows only those that are %s when asked for', (filter, names) => {
    const mine = [{ ...apps[1], people: ['slack:U0ANA00001'] }, apps[2]].flatMap((app) =>
      app ? [app as OverviewApp] : [],
    );
    const overview = overviewOf([...apps.slice(0, 1), ...mine]);

    const texts = show(overview, { filter, favourites: ['clever-cloud/par/blog'] });

    expect(names.every((name) => texts.some((text) => text.includes(` *${name}* `)))).toBe(true);
    expect(texts.filter((text) => /^:\w+: \*(blog|shop-)/.test(text))).toHaveLength(names.length);
    expect(texts.some((text) => text.endsWith(`(${names.length})`))).toBe(true);
  });

  it('is kind where there is no app, and where none matches', () => {
    expect(shown(overviewOf([]))).toContain('No app is known yet.');
    expect(shown(overviewOf(apps), { filter: 'mine' })).toContain('No app matches.');
  });

  it('ends with what was done last, ten at most, naming people as Slack does', () => {
    const actions = Array.from({ length: 12 }, (_, index) => ({
      at: '2026-11-23T08:00:00.000Z',
      sentence: `U0BEN00001 woke app-${index} <!channel>`,
      actor: 'slack:U0BEN00001',
    }));

    const text = shown(overviewOf(apps), { actions });

    expect(text).toMatch(/<!date\^1795420800\^[^>]+> <@U0BEN00001> woke app-0 &lt;!channel&gt;/);
    expect(text).toContain('app-9');
    expect(text).not.toContain('app-10');
  });

  it('tells who may use it to whoever may not, and nothing else', () => {
    const verdict = { allowed: false, reason: 'guest', ask: ['U0ADMIN001', '@platform'] } as const;

    expect(textsOf(refusedView(verdict, en).blocks).join('\n')).toContain(
      'for the members of this workspace.\nIf you need it, ask <@U0ADMIN001>, @platform.',
    );
    expect(textsOf(refusedView({ ...verdict, ask: [] }, fr).blocks).join('\n')).toContain('demandez à un admin');
    expect(viewFaults(brokenView(en))).toEqual([]);
  });

  it('has room for every app on its page where each is in a region of its own', () => {
    const failed = Array.from({ length: 20 }, () => ({
      provider: 'scalingo',
      region: 'osc-fr1',
      error: { code: 'x', message: 'm'.repeat(500), remedy: 'r'.repeat(500) },
    }));
    const scattered = Array.from({ length: 65 }, (_, at) => overviewApp(`app-${at}`, { region: `r${at}` }));
    const actions = Array.from({ length: 10 }, () => ({
      at: '2026-11-23T08:00:00.000Z',
      sentence: 's'.repeat(500),
      actor: 'x',
    }));
    const state = stateOf(overviewOf(scattered, { failed }), { actions });

    const pages = [0, 1, 2].map((page) => homeView({ ...state, page }, en));

    expect(pages.flatMap(viewFaults)).toEqual([]);
    expect(
      new Set(pages.flatMap((view) => textsOf(view.blocks).flatMap((text) => /\*(app-\d+)\*/.exec(text)?.[1] ?? [])))
        .size,
    ).toBe(65);
  });

  it('forgets a page it cannot read', () => {
    expect(['', 'x', '{"v":2,"page":1}', '{"v":1,"page":-1}', '{"v":1,"page":3}'].map(pageOf)).toEqual([0, 0, 0, 0, 3]);
  });

  const hostile = fc.oneof(
    fc.constantFrom(
      '<!channel>',
      '<@U0ANA00001>',
      '*b* `c` ~d~ _e_',
      '\u202eevil',
      '@here',
      '&lt;',
      'a\nb',
      ' ',
      '"\'“',
    ),
    anyText({ maxLength: 60 }),
    fc.string({ maxLength: 400 }),
    fc.stringMatching(/^[a-z]{1,12}-pr\d{1,4}$/),
  );

  const anyApp = fc
    .record({
      name: hostile,
      region: fc.constantFrom(...Array.from({ length: 40 }, (_, index) => `r${index}`), '<!here>'),
      provider: fc.constantFrom('scalingo', 'clever-cloud'),
      status: fc.constantFrom(...appStatuses),
      idleSeconds: fc.nat(10_000_000),
      pricePerHour: fc.double({ min: 0, max: 100, noNaN: true }),
      protected: fc.boolean(),
      url: fc.oneof(hostile, fc.webUrl()),
      statusReason: hostile,
      decision: fc.constantFrom('active', 'fight', 'refused'),
      refusal: hostile,
      keepUntil: fc.constant('2026-11-24T09:00:00.000Z'),
    })
    .map(({ name, ...facts }) => overviewApp(name, facts));

  /** Numbered, to be found again, and sorted as the core sorts them; copies make large accounts cheap. */
  const anyApps = fc.tuple(fc.array(anyApp, { maxLength: 30 }), fc.constantFrom(1, 1, 4, 34)).map(([some, times]) =>
    Array.from({ length: times }, () => some)
      .flat()
      .toSorted((a, b) => (`${a.provider}/${a.region}` < `${b.provider}/${b.region}` ? -1 : 1))
      .map((app, number) => ({
        ...app,
        name: `n${number} ${app.name}`,
        ref: number % 5 === 0 ? app.ref : `${number}/${app.ref}`,
      })),
  );

  const anyState = fc.record({
    apps: anyApps,
    problems: fc.array(hostile, { maxLength: 12 }),
    filter: fc.constantFrom(...homeFilters),
    favourite: fc.nat(20),
    sentence: hostile,
    language: fc.constantFrom('en', 'fr'),
    allowed: fc.boolean(),
  } as const);

  it('is taken by Slack whatever there is to show, mentions nobody, and leads to every app by its pages', () => {
    fc.assert(
      fc.property(anyState, ({ apps: all, problems, filter, favourite, sentence, language, allowed }) => {
        const error = (text: string) => ({ code: 'x', message: text, remedy: text });
        const overview = overviewOf(all, {
          failed: problems.map((text) => ({ provider: 'scalingo', region: text, error: error(text) })),
        });
        const state = stateOf(overview, {
          filter,
          favourites: all.slice(0, favourite).map(({ ref }) => ref),
          actions: Array.from({ length: 20 }, () => ({ at: overview.at, sentence, actor: 'slack:x' })),
          may: () => allowed,
        });
        const seen: number[] = [];
        for (let page = 0; ; page += 1) {
          const view = homeView({ ...state, page }, createTranslate(language));
          if (pageOf(view.private_metadata) !== page) break;
          expect([...viewFaults(view), ...mentionFaults(view)]).toEqual([]);
          seen.push(...textsOf(view.blocks).flatMap((text) => numberOf(text) ?? []));
        }
        const expected = all.flatMap((app, number) => (matchesFilter(app, filter, state) ? [number] : []));
        expect(seen.toSorted((a, b) => a - b)).toEqual(expected);
      }),
      { seed: 4, numRuns: 10 },
    );
  });
});

/** Of an app's line. */
function numberOf(text: string): number | undefined {
  const number = /^:(?!warning)\w+: \*n(\d+)[* ]/s.exec(text)?.[1];
  return number === undefined ? undefined : Number(number);
}
