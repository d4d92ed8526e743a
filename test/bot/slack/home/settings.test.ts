import type { Report } from '../../../../core/index.ts';
import { fakeUser } from '../../../support/fake-slack.ts';
import { overviewApp } from '../../../support/make-overview.ts';
import { type HomeScene, openScene, type SceneOptions, wordsOf } from './home.ts';

const ADMIN = 'U0ADMIN0001';

const adminsOnly: NonNullable<SceneOptions['may']> = ({ actor }, action) =>
  action === 'settings' && actor !== `slack:${ADMIN}`
    ? { allowed: false, reason: 'admins', ask: [ADMIN] }
    : { allowed: true };

async function visit(scene: HomeScene, user = ADMIN): Promise<void> {
  scene.bot.slack.addPerson({ id: ADMIN, name: 'ada' });
  await scene.bot.clock.run(scene.bot.hands.openHome({ user }));
  await scene.bot.clock.advance(0);
}

async function openSettings(options: SceneOptions = {}): Promise<HomeScene> {
  const scene = await openScene([overviewApp('shop')], { may: adminsOnly, version: '1.2.3', ...options });
  const digests = [
    { channel: '#dev', schedule: 'Mon-Fri 09:00', own: false },
    { channel: 'slack:C0SHOP00001', schedule: 'Mon 8:00', own: true },
  ];
  const settings = { admins: [ADMIN, '@platform'], operators: [], digests };
  scene.world.overview = { ...scene.world.overview, mode: 'observe', settings };
  await visit(scene);
  await press(scene, 'Settings', scene.home(ADMIN));
  return scene;
}

async function press(scene: HomeScene, what: string, on = scene.bot.slack.view(ADMIN), user = ADMIN): Promise<void> {
  if (on === undefined) throw new Error('Nothing is open');
  await scene.bot.clock.run(scene.bot.hands.click(on, what, { user }));
  await scene.bot.clock.advance(0);
}

const form = (scene: HomeScene) => wordsOf(scene.bot.slack.view(ADMIN));

describe('the settings in the Home', () => {
  it('are offered to admins only', async () => {
    const scene = await openSettings();
    await visit(scene, fakeUser);

    expect(wordsOf(scene.home(ADMIN))).toContain('home.settings');
    expect(wordsOf(scene.home())).not.toContain('home.settings');
  });

  it('show the mode, the digests of channels and who may do what', async () => {
    const scene = await openSettings();

    expect(form(scene)).toContain('it puts nothing to sleep by itself');
    expect(form(scene)).toContain('#dev: Mon-Fri 09:00, by the settings file');
    expect(form(scene)).toContain('<#C0SHOP00001>: Mon 8:00, asked for there');
    expect(form(scene)).toContain(`Admins: <@${ADMIN}>, @platform`);
    expect(form(scene)).toContain('Paastis 1.2.3');
    expect(scene.bot.slack.errors).toEqual([]);
  });

  it('are refused to whoever is no admin any more, at the click', async () => {
    const switched: string[] = [];
    const scene = await openSettings({
      changes: {
        switchMode: async (mode): Promise<Report> => {
          switched.push(mode);
          return { kind: 'list', apps: [], failed: [] };
        },
      },
    });
    const home = scene.home(ADMIN);
    const settings = scene.bot.slack.view(ADMIN);

    await press(scene, 'Settings', home, fakeUser);
    expect(wordsOf(scene.bot.slack.view(fakeUser))).toContain('Only admins change');
    await press(scene, 'Put apps to sleep from now on', settings, fakeUser);

    expect(switched).toEqual([]);
    expect(form(scene)).toContain('Only admins change');
  });

  it('switch the mode and show what holds then', async () => {
    const callers: string[] = [];
    const scene = await openSettings({
      changes: {
        switchMode: async (mode, { actor }): Promise<Report> => {
          callers.push(`${actor} ${mode}`);
          scene.world.overview = { ...scene.world.overview, mode };
          return { kind: 'mode', title: 'Enforcing from now on.', lines: [], mode, changed: true };
        },
        mode: () => ({
          mode: 'enforce',
          switched: { actor: `slack:${ADMIN}`, at: '2026-11-22T09:00:00.000Z', fileMode: 'observe' },
        }),
      },
    });

    await press(scene, 'Put apps to sleep from now on');

    expect(callers).toEqual([`slack:${ADMIN} enforce`]);
    expect(form(scene)).toContain('Enforcing from now on.');
    expect(form(scene)).toContain('Only observe from now on');
    expect(form(scene)).toMatch(/Switched by <@U0ADMIN0001>, <!date.*The settings file says `mode: observe`/);
    expect(wordsOf(scene.home(ADMIN))).toContain('Paastis puts to sleep what nobody uses');
    expect(scene.bot.slack.errors).toEqual([]);
  });

  it('say why the mode was not switched, and when something broke', async () => {
    const error = { code: 'command_invalid', message: 'Nothing would sleep.', remedy: 'Paste <these> lines.' };
    let breaks = false;
    const scene = await openSettings({
      changes: {
        switchMode: async (): Promise<Report> => {
          if (breaks) throw new Error('xoxb-1234567890-abcdefgh');
          return { kind: 'error', error };
        },
      },
    });

    await press(scene, 'Put apps to sleep from now on');
    expect(form(scene)).toContain(':warning: Nothing would sleep. Paste &lt;these&gt; lines.');
    breaks = true;
    await press(scene, 'Put apps to sleep from now on');

    expect(form(scene)).toContain('Something broke on our side');
    expect(scene.bot.logged.join('\n')).toContain('slack settings not changed');
    expect(scene.bot.logged.join('\n')).not.toContain('xoxb-');
  });

  it('stop the digest of a channel that asked for it', async () => {
    const scene = await openSettings();

    await press(scene, 'Stop');

    const off = scene.paastis.asked.find(({ line }) => line === 'digest off');
    expect(off?.caller).toMatchObject({ actor: `slack:${ADMIN}`, channel: 'slack:C0SHOP00001' });
  });

  it('list what people would rather not have managed, as lines to copy', async () => {
    const scene = await openScene([overviewApp('shop')], { may: adminsOnly });
    await scene.paastis.notes.put("slack:suggestion:scalingo/osc-fr1/o'shop```<!here>", '{}');
    await visit(scene);
    await press(scene, 'Settings', scene.home(ADMIN));

    expect(form(scene)).toContain("- { match: 'scalingo/osc-fr1/o''shop&lt;!here&gt;', manage: false }");
    expect(form(scene)).toContain('Operators: nobody in particular');
    expect(scene.bot.slack.errors).toEqual([]);
  });
});

describe('work in the Home that breaks', () => {
  it('is told to whoever asked, with a reference, and stops nothing', async () => {
    const scene = await openScene([overviewApp('shop', { status: 'asleep' })]);
    await scene.bot.clock.run(scene.bot.hands.openHome());
    await scene.bot.clock.advance(0);
    Object.assign(scene.paastis.notes, {
      put: async () => {
        throw new Error('disk full');
      },
    });

    await scene.bot.clock.run(scene.bot.hands.choose(scene.home(), 'home.more', 'Add to favourites'));
    await scene.bot.clock.advance(0);

    expect(scene.bot.slack.messages).toMatchObject([{ channel: scene.bot.slack.directOf(fakeUser) }]);
    expect(scene.bot.slack.messages[0]?.versions[0]?.text).toMatch(/reference [0-9A-F]{6}/);
    expect(scene.bot.logged.join('\n')).toContain('disk full');
  });
});
