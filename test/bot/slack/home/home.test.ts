import type { Report } from '../../../../core/index.ts';
import { wokenReport } from '../../../support/fake-paastis.ts';
import { fakeChannel, fakeUser } from '../../../support/fake-slack.ts';
import { overviewApp } from '../../../support/make-overview.ts';
import { type HomeScene, openScene, type SceneOptions, wordsOf } from './home.ts';

const blog = overviewApp('blog', { status: 'asleep' });
const shop = overviewApp('shop-pr42', { status: 'asleep', channel: fakeChannel });
const api = overviewApp('api-pr7', { idleSeconds: 7_200 });
const OTHER = 'U0OTHER0001';

/** A wake or sleep that ends when the test says so. */
function slowly(): { script: (line: string) => Promise<Report>; end: (report: Report) => void } {
  let end: (report: Report) => void = () => undefined;
  const report = new Promise<Report>((resolve) => {
    end = resolve;
  });
  return { script: () => report, end: (ended) => end(ended) };
}

const refused: Report = {
  kind: 'error',
  error: { code: 'not_allowed', message: 'You may not do that.', remedy: 'Ask <@channel>.' },
};

async function visit(scene: HomeScene, user = fakeUser): Promise<void> {
  await scene.bot.clock.run(scene.bot.hands.openHome({ user }));
  await scene.bot.clock.advance(0);
}

async function open(options: SceneOptions = {}): Promise<HomeScene> {
  const scene = await openScene([blog, shop, api], options);
  scene.bot.slack.addPerson({ id: OTHER, name: 'ben' });
  await visit(scene);
  return scene;
}

async function click(scene: HomeScene, what: string, user = fakeUser): Promise<void> {
  const answer = await scene.bot.clock.run(scene.bot.hands.click(scene.home(user), what, { user }));
  expect(answer).toMatchObject({ status: 200, body: '' });
  await scene.bot.clock.advance(0);
}

async function choose(scene: HomeScene, what: { block?: string; id: string }, option: string): Promise<void> {
  const by = what.block === undefined ? {} : { blockId: what.block };
  await scene.bot.clock.run(scene.bot.hands.choose(scene.home(), what.id, option, by));
  await scene.bot.clock.advance(0);
}

describe('opening the Home', () => {
  it('shows every app, and is not published again when nothing has changed', async () => {
    const scene = await open();
    await visit(scene);
    await visit(scene);

    expect(wordsOf(scene.home())).toContain('*shop-pr42*');
    expect(scene.published()).toBe(1);
    expect(scene.bot.slack.errors).toEqual([]);
  });

  it('is not for the other tab', async () => {
    const scene = await openScene([blog]);

    await scene.bot.clock.run(scene.bot.hands.openHome({ tab: 'messages' }));
    await scene.bot.clock.advance(0);

    expect(scene.bot.slack.homes.size).toBe(0);
  });

  it('speaks the language of each', async () => {
    const scene = await open();
    scene.bot.slack.addPerson({ id: 'U0FRENCH001', locale: 'fr-FR' });

    await visit(scene, 'U0FRENCH001');

    expect(wordsOf(scene.home('U0FRENCH001'))).toContain('Vos apps');
    expect(wordsOf(scene.home())).toContain('Your apps');
  });

  it('shows guests who may use it and nothing else, and does nothing for them', async () => {
    const scene = await open({ may: () => ({ allowed: false, reason: 'guest', ask: ['U0ADMIN001'] }) });

    const words = wordsOf(scene.home());
    expect(words).toContain('ask <@U0ADMIN001>');
    expect(words).not.toContain('shop');
    expect(scene.asked()).toEqual([]);
  });

  it('reads the accounts behind it when that was long ago, once for everybody', async () => {
    const scene = await openScene([], { script: () => ({ kind: 'list', apps: [], failed: [] }) });
    scene.bot.slack.addPerson({ id: OTHER, name: 'ben' });
    scene.world.overview = { ...scene.world.overview, readAt: '2026-11-22T08:58:00.000Z' };

    await visit(scene);
    await visit(scene, OTHER);
    await visit(scene);

    expect(scene.asked()).toEqual(['list']);
  });

  it('renders anew what somebody else has published meanwhile', async () => {
    const scene = await open();
    scene.bot.slack.fail('views.publish', { kind: 'error', error: 'hash_conflict' });
    scene.change(api.ref, { status: 'crashed' });

    await visit(scene);

    expect(wordsOf(scene.home())).toContain('has crashed');
    expect(scene.published()).toBe(3);
  });

  it('waits as long as a busy Slack says, and gives up after a few tries', async () => {
    const scene = await openScene([blog]);
    scene.bot.slack.fail('views.publish', { kind: 'status', status: 429, retryAfterS: 10 }, 2);

    await visit(scene);
    expect(scene.bot.slack.homes.size).toBe(0);
    await scene.bot.clock.advance(20_000);
    expect(scene.bot.slack.homes.size).toBe(1);

    scene.bot.slack.fail('views.publish', { kind: 'status', status: 429, retryAfterS: 10 }, 50);
    scene.change(blog.ref, { status: 'running' });
    await visit(scene);
    await scene.bot.clock.advance(600_000);
    expect(scene.published()).toBe(6);
  });

  it('says so where nothing can be shown', async () => {
    const scene = await open({
      changes: {
        overview: async () => {
          throw new Error('broken');
        },
      },
    });

    expect(wordsOf(scene.home())).toContain('cannot be shown right now');
  });
});

describe('while the Home is open', () => {
  it('follows what happens, once in three seconds at most', async () => {
    const scene = await open();

    for (const status of ['waking', 'running', 'crashed'] as const) {
      scene.change(blog.ref, { status });
      scene.happen();
      await scene.bot.clock.advance(1_000);
    }
    await scene.bot.clock.advance(5_000);

    expect(wordsOf(scene.home())).toContain('*blog* has crashed');
    expect(scene.published()).toBe(2);
  });

  it('leaves alone who left ten minutes ago', async () => {
    const scene = await open();
    await scene.bot.clock.advance(10 * 60_000 + 1);

    scene.change(blog.ref, { status: 'running' });
    scene.happen();
    await scene.bot.clock.advance(5_000);

    expect(scene.published()).toBe(1);
  });
});

describe('a click in the Home', () => {
  it('shows at once that the app wakes, and how it ended', async () => {
    const wake = slowly();
    const scene = await open({ script: wake.script });

    await click(scene, 'Wake blog');
    const during = wordsOf(scene.home());
    scene.change(blog.ref, { status: 'running' });
    wake.end(wokenReport('blog'));
    await scene.bot.clock.advance(5_000);

    expect(scene.paastis.asked.find(({ line }) => line === 'wake scalingo/osc-fr1/blog')?.caller).toMatchObject({
      actor: `slack:${fakeUser}`,
      entryPoint: 'slack',
      standing: { kind: 'member' },
      language: 'en',
    });
    expect(during).toContain(':hourglass_flowing_sand: *blog* waking up');
    expect(wordsOf(scene.home())).toContain(':large_green_circle: *blog* running');
    expect(scene.bot.slack.messages).toEqual([]);
    expect(scene.bot.slack.errors).toEqual([]);
  });

  it('shows the same to everybody else who looks', async () => {
    const wake = slowly();
    const scene = await open({ script: wake.script });
    await visit(scene, OTHER);

    await click(scene, 'Wake blog');
    await scene.bot.clock.advance(3_000);

    expect(wordsOf(scene.home(OTHER))).toContain('waking up');
    wake.end(wokenReport('blog'));
    await scene.bot.clock.advance(3_000);
    expect(wordsOf(scene.home(OTHER))).toContain(':zzz: *blog* asleep');
  });

  it('is told in the channel of its rule where there is one', async () => {
    const scene = await open({ script: () => wokenReport('shop-pr42') });

    await click(scene, 'Wake shop-pr42');
    await scene.bot.clock.advance(5_000);

    expect(scene.bot.slack.messages).toMatchObject([{ channel: fakeChannel }]);
    expect(scene.bot.slack.messages[0]?.versions.at(-1)?.text).toContain('shop-pr42');
  });

  it.each([
    ['refused', refused, 'You may not do that. Ask &lt;@channel&gt;.'],
    ['slow', wokenReport('blog', { seconds: 61 }), '*blog*: woke in 25 s'],
  ] as const)('is told to the person alone when it was %s', async (_, report, text) => {
    const scene = await open({ script: () => report });

    await click(scene, 'Wake blog');
    await scene.bot.clock.advance(5_000);

    expect(scene.bot.slack.messages).toMatchObject([{ channel: scene.bot.slack.directOf(fakeUser) }]);
    expect(scene.bot.slack.messages[0]?.versions[0]?.text).toContain(text);
    expect(scene.bot.slack.errors).toEqual([]);
  });

  it('does not keep the bot from stopping while the app still wakes', async () => {
    const scene = await open({ script: slowly().script });
    await click(scene, 'Wake blog');
    const before = scene.bot.clock.now().getTime();

    await scene.bot.stop();

    expect(scene.bot.clock.now().getTime() - before).toBeLessThanOrEqual(25_000);
    expect(scene.bot.slack.messages).toEqual([]);
  });

  it('is not shown as begun when this person may not do it', async () => {
    const wake = slowly();
    const may: SceneOptions['may'] = ({ actor }, action) =>
      action === 'wake' && actor === `slack:${OTHER}`
        ? { allowed: false, reason: 'operators', ask: [] }
        : { allowed: true };
    const scene = await open({ script: wake.script, may });
    await visit(scene, OTHER);

    await scene.bot.clock.run(scene.bot.hands.click(scene.home(), 'Wake blog', { user: OTHER }));
    await scene.bot.clock.advance(3_000);
    const during = wordsOf(scene.home());
    wake.end(refused);
    await scene.bot.clock.advance(0);

    expect(during).not.toContain('waking up');
    expect(scene.asked()).toEqual([`wake ${blog.ref}`]);
    expect(scene.bot.slack.messages).toMatchObject([{ channel: scene.bot.slack.directOf(OTHER) }]);
  });

  it('puts to sleep', async () => {
    const scene = await open({ script: () => wokenReport('api-pr7') });

    await click(scene, 'Put api-pr7 to sleep now');

    expect(scene.asked()).toEqual(['sleep scalingo/osc-fr1/api-pr7']);
  });

  it('keeps awake, explains and marks from the menu', async () => {
    const why = { kind: 'why', title: 'api-pr7 stays awake', lines: ['because <!here>'], apps: [] } as const;
    const scene = await open({
      script: (line) => (line.startsWith('why') ? { ...why, failed: [] } : wokenReport('x')),
    });
    const menu = { id: 'home.more', block: `app.0:${api.ref}` };
    await choose(scene, { ...menu, block: `app.2:${api.ref}` }, 'Keep awake for 2 h');
    await choose(scene, { ...menu, block: `app.2:${api.ref}` }, 'Why?');
    await choose(scene, { ...menu, block: `app.2:${api.ref}` }, 'Add to favourites');

    expect(scene.asked()).toEqual([`keep ${api.ref} --for 2h`, `why ${api.ref}`]);
    expect(wordsOf(scene.bot.slack.view())).toContain('because &lt;!here&gt;');
    expect(wordsOf(scene.home())).toContain('Favourites');
    await choose(scene, menu, 'Remove from favourites');
    expect(wordsOf(scene.home())).not.toContain('Favourites');
    expect(scene.bot.slack.errors).toEqual([]);
  });

  it('on an app that is gone is answered kindly', async () => {
    const scene = await open();
    const before = scene.home();
    scene.world.overview = { ...scene.world.overview, apps: [api] };

    await scene.bot.clock.run(scene.bot.hands.click(before, 'Wake blog'));
    await scene.bot.clock.advance(0);

    expect(wordsOf(scene.bot.slack.view())).toContain('no longer there');
    expect(wordsOf(scene.home())).not.toContain('*blog*');
    expect(scene.asked()).toEqual([]);
  });

  it('loses none of two quick favourites, and remembers them after a restart', async () => {
    const scene = await open();
    const home = scene.home();
    const mark = (at: number, ref: string) =>
      scene.bot.hands.choose(home, 'home.more', 'Add to favourites', { blockId: `app.${at}:${ref}` });

    await scene.bot.clock.run(Promise.all([mark(0, blog.ref), mark(1, shop.ref)]));
    await scene.bot.clock.advance(0);

    const note = await scene.paastis.notes.find(`slack:home:${fakeUser}`);
    const again = await openScene([blog, shop, api], { changes: { notes: scene.paastis.notes } });
    await visit(again);
    expect(JSON.parse(note ?? '')).toEqual({ v: 1, favourites: [blog.ref, shop.ref], filter: 'all' });
    expect(wordsOf(scene.home()).match(/Remove from favourites/g)).toHaveLength(2);
    expect(wordsOf(again.home())).toContain('Favourites');
  });

  it('takes a note it cannot read for none', async () => {
    const scene = await openScene([blog]);
    await scene.paastis.notes.put(`slack:home:${fakeUser}`, '{"v":2,"favourites":7}');

    await visit(scene);

    expect(wordsOf(scene.home())).toContain('*blog*');
  });

  it('chooses which apps are shown, and turns pages', async () => {
    const scene = await openScene([
      blog,
      ...Array.from({ length: 70 }, (_, at) => overviewApp(`app-${at}`, { idleSeconds: at * 60 })),
    ]);
    await visit(scene);

    expect(wordsOf(scene.home())).toContain('Apps 1 to 30 of 71');
    await click(scene, 'Show more');
    await click(scene, 'Show more');
    expect(wordsOf(scene.home())).toContain('Apps 61 to 71 of 71');
    await click(scene, 'Show previous');
    await choose(scene, { id: 'home.filter' }, 'Asleep (1)');

    expect(wordsOf(scene.home())).toContain('*blog*');
    expect(wordsOf(scene.home())).not.toContain('*app-');
    expect(scene.bot.slack.errors).toEqual([]);
  });

  it('leaves somebody on their page, however long they have looked at it, also after a restart', async () => {
    const apps = Array.from({ length: 70 }, (_, at) => overviewApp(`app-pr${at}`));
    const scene = await openScene(apps);
    await visit(scene);
    await click(scene, 'Show more');
    await scene.bot.clock.advance(11 * 60_000);

    await click(scene, 'Put app-pr31 to sleep now');

    expect(wordsOf(scene.home())).toContain('Apps 31 to 60 of 70');
  });

  it('asks the accounts anew when told to, but not for every impatient click', async () => {
    const scene = await open();

    await click(scene, 'Refresh');
    await click(scene, 'Refresh');
    expect(scene.asked()).toEqual(['list']);
    await scene.bot.clock.advance(11_000);
    await click(scene, 'Refresh');

    expect(scene.asked()).toEqual(['list', 'list']);
  });

  it('finds an app by its name and shows it with its buttons', async () => {
    const wake = slowly();
    const scene = await open({ script: wake.script });
    const { bot } = scene;
    await click(scene, 'Search…');
    const search = bot.slack.view();
    if (search === undefined) throw new Error('No form');
    await bot.clock.run(bot.hands.suggest(search, 'select.apps', 'blog'));
    await bot.clock.run(bot.hands.submit({ 'select.apps': blog.ref }));
    await bot.clock.advance(0);
    const detail = bot.slack.view();
    if (detail === undefined) throw new Error('No form');

    await bot.clock.run(bot.hands.click(detail, 'Wake blog'));
    await bot.clock.advance(0);
    const during = wordsOf(bot.slack.view());
    scene.change(blog.ref, { status: 'running' });
    wake.end(wokenReport('blog'));
    await bot.clock.advance(0);

    expect(during).toContain('waking up');
    expect(wordsOf(bot.slack.view())).toContain(':large_green_circle: *blog* running');
    await bot.clock.run(bot.hands.click(detail, 'home.favourite'));
    await bot.clock.advance(0);
    expect(wordsOf(bot.slack.view())).toContain('Remove from favourites');
    expect(bot.slack.errors).toEqual([]);
  });

  it('keeps the search open where the app is gone', async () => {
    const scene = await open();
    const { bot } = scene;
    await click(scene, 'Search…');
    const search = bot.slack.view();
    if (search === undefined) throw new Error('No form');
    await bot.clock.run(bot.hands.suggest(search, 'select.apps', 'blog'));
    scene.world.overview = { ...scene.world.overview, apps: [] };

    const answer = await bot.clock.run(bot.hands.submit({ 'select.apps': blog.ref }));

    expect(answer).toMatchObject({ action: 'errors' });
  });
});
