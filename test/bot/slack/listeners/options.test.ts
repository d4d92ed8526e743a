import { overviewApp } from '../../../support/make-overview.ts';
import { formOf, linesOf, startBotWith } from './forms.ts';

const apps = [
  overviewApp('shop-pr42', { status: 'asleep' }),
  overviewApp('shop-pr7', { idleSeconds: 7_200 }),
  overviewApp('<!channel> & co', { provider: 'clever-cloud', region: 'par' }),
];

async function openForm(known = apps, changes: Parameters<typeof startBotWith>[1] = {}) {
  const { bot, paastis } = await startBotWith(known, changes);
  await bot.hands.globalShortcut('wake_app');
  const view = await formOf(bot);
  return { bot, paastis, suggest: (typed: string) => bot.hands.suggest(view, 'select.apps', typed) };
}

describe('the searching select', () => {
  it('shows before anything is typed what is most likely meant, by provider and region', async () => {
    const { bot, suggest } = await openForm();

    const { options, groups } = await suggest('');

    expect(groups).toEqual(['scalingo/osc-fr1', 'clever-cloud/par']);
    expect(options.map(({ text }) => text.text)).toEqual(['shop-pr42', 'shop-pr7', '<!channel> & co']);
    expect(bot.slack.errors).toEqual([]);
  });

  it('asks neither the core to run anything nor Slack for anything slow', async () => {
    const { bot, paastis, suggest } = await openForm();
    const calls = bot.slack.calls.length;

    await suggest('shop');

    expect(linesOf(paastis)).toEqual([]);
    expect(bot.slack.calls.slice(calls).filter(({ method }) => method !== 'users.info')).toEqual([]);
  });

  it('shows nothing where nothing is found, as Slack wants it', async () => {
    const { bot, suggest } = await openForm();

    expect((await suggest('zzzzzz')).body).toBe('{"options":[]}');
    expect((await openForm([])).bot.slack.errors).toEqual([]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('shows nothing to who may no longer read', async () => {
    let allowed = true;
    const { suggest } = await openForm(apps, {
      may: () => (allowed ? { allowed } : { allowed, reason: 'guest', ask: [] }),
    });

    allowed = false;

    expect((await suggest('shop')).body).toBe('{"options":[]}');
  });

  it('answers empty and notes it when the core fails', async () => {
    let broken = false;
    const { bot, suggest } = await openForm(apps, {
      may: () => {
        if (broken) throw new Error('no policy');
        return { allowed: true };
      },
    });

    broken = true;

    expect((await suggest('shop')).body).toBe('{"options":[]}');
    expect(bot.logged.join('\n')).toContain('slack select not answered');
  });
});
