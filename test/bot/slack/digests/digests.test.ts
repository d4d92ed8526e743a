import { MemoryStore } from '../../../../core/store/memory.ts';
import { fakeChannel, fakeUser } from '../../../support/fake-slack.ts';
import { MortalStore } from '../../../support/mortal-store.ts';
import { type DigestScene, HOUR_MS, type Life, MINUTE_MS, openDigestScene, schedule, shown } from './scene.ts';

const apps = ['shop-pr1', 'shop-pr2', 'shop-pr3'];

describe('a digest in Slack', () => {
  let scene: DigestScene;
  let life: Life;
  let lasting: MemoryStore;

  beforeEach(async () => {
    scene = await openDigestScene(apps);
    lasting = new MemoryStore();
    life = await scene.live(new MortalStore(lasting));
  });

  afterEach(async () => {
    const { errors } = scene.slack;
    await scene.close();
    expect(errors).toEqual([]);
  });

  const message = () => scene.slack.messages[0];

  const send = async (at = 'Sun 10:20') => {
    await scene.stage.play(schedule(life, at));
    await scene.pass(30 * MINUTE_MS);
  };

  const choose = async (app: string, what: string, user = fakeUser) => {
    const { shortOf } = await import('../../../../bot/slack/digests/notes.ts');
    const on = message();
    if (on === undefined) throw new Error('There is no digest');
    const by = { user, blockId: `app:${shortOf(`scalingo/osc-fr1/${app}`)}` };
    await life.hands.choose(on, 'digest.more', what, by);
  };

  it('tells what idles and what it costs, with a menu for every app and one button for all', async () => {
    await send();

    expect(scene.slack.messages).toHaveLength(1);
    expect(message()?.channel).toBe(fakeChannel);
    expect(message()?.versions[0]?.text).toMatch(/^3 apps idle, about [\d.,]+\u00a0€ a month: shop-pr\d, shop-pr\d/);
    for (const app of apps) expect(shown(message())).toContain(`*${app}* · scalingo/osc-fr1 · idle since`);
    expect(shown(message())).toContain('Sleep all 3');
    expect(message()?.unfurls).toBe(false);
  });

  it('shows at once who has asked for an app to sleep, then that it does, and posts nothing else', async () => {
    await send();
    await choose('shop-pr2', 'Sleep now');
    await scene.pass(HOUR_MS);

    const versions = message()?.versions.map(({ blocks }) => JSON.stringify(blocks)) ?? [];
    expect(versions.some((blocks) => blocks.includes(`*shop-pr2* goes to sleep, asked by <@${fakeUser}>`))).toBe(true);
    expect(shown(message())).toContain(`~shop-pr2~ asleep, by <@${fakeUser}> at`);
    expect(shown(message())).toContain('2 apps idle');
    expect(shown(message())).toContain('Sleep all 2');
    expect(scene.slack.messages).toHaveLength(1);
    expect(scene.slack.whispers).toHaveLength(0);
  });

  it('keeps awake until tomorrow morning or for a week, and says by whom', async () => {
    await send();
    await choose('shop-pr1', 'Keep until tomorrow 8:00');
    await choose('shop-pr2', 'Keep 7 days');
    await scene.pass(MINUTE_MS);

    expect(shown(message())).toMatch(/~shop-pr1~ kept until <!date\^1795417200\^/);
    expect(shown(message())).toMatch(new RegExp(`~shop-pr2~ kept until [^"]*, by <@${fakeUser}>`));
    expect(shown(message())).toContain('1 app idle');
    expect(shown(message())).not.toContain('Sleep all');
  });

  it('takes a suggestion for the settings, leaves that app out of the others, and answers with the lines', async () => {
    await send();
    await choose('shop-pr1', 'Never manage…');
    await scene.pass(MINUTE_MS);
    await life.hands.click(message() ?? fail(), 'digest.sleep_all');
    await scene.pass(HOUR_MS);

    expect(shown(message())).toContain(`~shop-pr1~ never to be managed, suggested by <@${fakeUser}>`);
    expect(JSON.stringify(scene.slack.whispers)).toContain("  - { match: 'shop-pr1', manage: false }");
    expect(shown(message())).toContain('~shop-pr2~ asleep');
    expect(shown(message())).toContain('~shop-pr3~ asleep');
    expect(await life.paastis.notes.find('slack:suggestion:scalingo/osc-fr1/shop-pr1')).toContain(fakeUser);
  });

  it('answers why to the person alone', async () => {
    await send();
    await choose('shop-pr1', 'Why?');
    await scene.pass(MINUTE_MS);

    expect(scene.slack.whispers).toHaveLength(1);
    expect(JSON.stringify(scene.slack.whispers[0])).toContain('shop-pr1');
    expect(message()?.versions).toHaveLength(1);
  });

  it('puts all to sleep that are idle still, naming the number before', async () => {
    await send();
    expect(shown(message())).toContain('Put 3 apps to sleep? shop-pr');
    await choose('shop-pr1', 'Keep 7 days');
    await life.hands.click(message() ?? fail(), 'digest.sleep_all');
    await scene.pass(HOUR_MS);

    expect(shown(message())).toContain('None of these apps is idle any more');
    expect(shown(message())).toContain('~shop-pr1~ kept until');
    expect(shown(message())).toContain('~shop-pr2~ asleep');
    expect(shown(message())).not.toContain('digest.sleep_all');
  });

  it('touches no other app for one whose name reads as a pattern or an option, and says why', async () => {
    const names = ['*', 'x --force shop-pr1'];
    for (const name of names) await scene.stage.clever.world.addApp({ name });
    await send();
    const { shortOf } = await import('../../../../bot/slack/digests/notes.ts');
    for (const name of names) {
      const by = { blockId: `app:${shortOf(`clever-cloud/par/${name}`)}` };
      await life.hands.choose(message() ?? fail(), 'digest.more', 'Keep 7 days', by);
      await scene.pass(MINUTE_MS);
    }
    const kept = shown(message()).match(/~[^~]*~/g);
    await life.hands.click(message() ?? fail(), 'digest.sleep_all');
    await scene.pass(HOUR_MS);

    expect(kept).toEqual(['~x --force shop-pr1~']);
    for (const app of apps) expect(shown(message())).toContain(`~${app}~ asleep`);
    expect(scene.stage.clever.world.apps.map(({ state }) => state)).toEqual(['SHOULD_BE_UP', 'SHOULD_BE_UP']);
    expect(scene.slack.whispers.map(({ text }) => text)).toEqual(
      Array.from({ length: 2 }, () => expect.stringMatching(/^clever-cloud\/par\/\*: nothing was done to it/)),
    );
  });

  it('serialises the clicks of many: the last state wins, nothing is done twice', async () => {
    scene.slack.addPerson({ id: 'U0FAKE00002' });
    await send();
    await Promise.all([
      choose('shop-pr1', 'Sleep now'),
      choose('shop-pr1', 'Sleep now', 'U0FAKE00002'),
      choose('shop-pr2', 'Keep 7 days', 'U0FAKE00002'),
      choose('shop-pr3', 'Sleep now'),
      life.hands.click(message() ?? fail(), 'digest.sleep_all'),
    ]);
    await scene.pass(HOUR_MS);

    expect(shown(message())).toContain('~shop-pr1~ asleep');
    expect(shown(message())).toContain('~shop-pr3~ asleep');
    const history = await scene.stage.play(
      life.paastis.run('history', { actor: 'terminal:ana', entryPoint: 'terminal' }),
    );
    const slept = history.kind === 'history' ? history.entries.filter(({ name }) => name === 'app_slept') : [];
    expect(slept).toHaveLength(new Set(slept.map(({ app }) => app?.ref)).size);
    const edits = message()?.versions.map(({ at }) => at) ?? [];
    expect(edits.slice(2).every((at, index) => at - (edits[index + 1] ?? 0) >= 2_000)).toBe(true);
  });

  it('follows what becomes of its apps elsewhere', async () => {
    await send();
    await scene.stage.play(life.paastis.run('sleep shop-pr1', { actor: 'terminal:ana', entryPoint: 'terminal' }));
    await scene.pass(MINUTE_MS);
    const asleep = shown(message());
    await scene.stage.play(life.paastis.run('wake shop-pr1', { actor: 'terminal:ana', entryPoint: 'terminal' }));
    await scene.pass(MINUTE_MS);

    expect(asleep).toContain('~shop-pr1~ asleep, by ana at');
    expect(shown(message())).toContain('~shop-pr1~ woken by ana at');
    expect(message()?.versions.length).toBeLessThanOrEqual(4);
  });

  it('shows a sleep that a restart has cut off as it ended', async () => {
    await send();
    await choose('shop-pr2', 'Sleep now');
    await scene.pass(500);
    await life.stop();
    await scene.stage.play(life.paastis.close({ graceMs: 0 }));
    life = await scene.live(new MortalStore(lasting));
    await scene.pass(10 * MINUTE_MS);

    expect(shown(message())).toContain(`~shop-pr2~ asleep`);
  });

  it('is answered to one person alone who asks for it now, with the buttons of any answer', async () => {
    scene.slack.addPerson({ id: 'U0FRENCH001', locale: 'fr-FR' });
    await scene.pass(25 * MINUTE_MS);
    await life.hands.type('digest', { user_id: 'U0FRENCH001' });
    await scene.pass(MINUTE_MS);

    const answer = scene.slack.whispers.at(-1);
    expect(answer?.user).toBe('U0FRENCH001');
    expect(answer?.text).toMatch(/^3 apps inutilisées, environ/);
    expect(JSON.stringify(answer?.blocks)).toContain('app.more');
    expect(scene.slack.messages).toHaveLength(0);
    expect(await life.paastis.notes.list('slack:digest')).toEqual([]);
  });

  it('is set by typing, which tells the next times and their place', async () => {
    await life.hands.type('digest here Mon-Fri 9:00');
    await scene.pass(MINUTE_MS);

    const [answer] = [...scene.slack.whispers].reverse();
    expect(answer?.text).toContain('This channel gets the digest Mon-Fri 9:00.');
    expect(answer?.text).toMatch(/Next: 23 Nov 09:00, 24 Nov 09:00, 25 Nov 09:00 \(Europe\/Paris\)/);
  });

  it('refuses to that person alone what they may not do', async () => {
    scene.slack.addPerson({ id: 'U0GUEST0001', guest: 'multi' });
    await send();
    await choose('shop-pr1', 'Sleep now', 'U0GUEST0001');
    await choose('shop-pr1', 'Never manage…', 'U0GUEST0001');
    await scene.pass(HOUR_MS);

    expect(scene.slack.whispers.map(({ user }) => user)).toEqual(['U0GUEST0001', 'U0GUEST0001']);
    expect(shown(message())).toContain('*shop-pr1* · scalingo/osc-fr1 · idle since');
    expect(JSON.stringify(message()?.versions)).not.toContain('U0GUEST0001');
    expect(await life.paastis.notes.list('slack:suggestion:')).toEqual([]);
  });

  it('is posted anew once it says something else', async () => {
    await send('Sun 10:20; Sun 11:20');
    await choose('shop-pr1', 'Sleep now');
    await scene.pass(HOUR_MS);

    expect(scene.slack.messages).toHaveLength(2);
    expect(shown(scene.slack.messages[1])).toContain('2 apps idle');
    expect(shown(scene.slack.messages[1])).toContain('1 app put to sleep');
    // Who did it is named in an edit, so that nobody is called.
    expect(JSON.stringify(scene.slack.messages[1]?.versions[0])).not.toContain(`<@${fakeUser}>`);
    expect(shown(scene.slack.messages[1])).toContain(`<@${fakeUser}>`);
  });

  it('ends where the channel is closed, and whoever set it is told', async () => {
    await scene.stage.play(
      life.paastis.run('digest here Sun 10:20; Sun 10:40', {
        actor: `slack:${fakeUser}`,
        entryPoint: 'slack',
        standing: { kind: 'member', groups: [], workspaceAdmin: true },
        channel: `slack:${fakeChannel}`,
      }),
    );
    scene.slack.fail('chat.postMessage', { kind: 'error', error: 'is_archived' });
    await scene.pass(HOUR_MS);

    expect(scene.slack.messages).toHaveLength(1);
    expect(scene.slack.messages[0]?.channel).toBe(scene.slack.directOf(fakeUser));
    expect(scene.slack.messages[0]?.versions[0]?.text).toContain(`The digest of <#${fakeChannel}> is off`);
  });

  it('is not repeated when Slack may have taken it; the next one tells of its period too', async () => {
    scene.slack.fail('chat.postMessage', { kind: 'reset' });
    await send('Sun 10:20; Sun 10:25');

    const posts = scene.slack.calls.filter(({ method }) => method === 'chat.postMessage');
    expect(posts).toHaveLength(2);
    expect(scene.slack.messages).toHaveLength(1);
  });
});

function fail(): never {
  throw new Error('There is no message');
}
