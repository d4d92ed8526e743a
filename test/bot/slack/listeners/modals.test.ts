import { fakeChannel, fakeUser } from '../../../support/fake-slack.ts';
import { overviewApp } from '../../../support/make-overview.ts';
import { settle } from '../bot.ts';
import { formOf, linesOf, startBotWith } from './forms.ts';

const apps = [
  overviewApp('shop-pr42', { status: 'asleep' }),
  overviewApp('blog'),
  overviewApp('my app', { provider: 'clever-cloud', region: 'par' }),
];

describe('the form of a command', () => {
  it('opens by the shortcut, finds an app, and wakes it with a direct message', async () => {
    const { bot, paastis } = await startBotWith(apps);

    await bot.hands.globalShortcut('wake_app');
    const view = await formOf(bot);
    const found = await bot.hands.suggest(view, 'select.apps', 'pr42');
    const sent = await bot.hands.submit({ 'select.apps': ['scalingo/osc-fr1/shop-pr42'], end: 'for_4h' });
    await settle(bot);

    expect(found.options.map(({ value }) => value)).toEqual(['scalingo/osc-fr1/shop-pr42']);
    expect(sent.action).toBe('close');
    expect(linesOf(paastis)).toEqual(['wake scalingo/osc-fr1/shop-pr42 --for 4h']);
    expect(paastis.asked[0]?.caller).toMatchObject({ actor: `slack:${fakeUser}`, entryPoint: 'slack' });
    expect(bot.slack.messages.map(({ channel }) => channel)).toEqual([bot.slack.directOf(fakeUser)]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('takes several apps at once, each by its whole name', async () => {
    const { bot, paastis } = await startBotWith(apps);

    await bot.hands.globalShortcut('wake_app');
    const view = await formOf(bot);
    await bot.hands.suggest(view, 'select.apps', '');
    await bot.hands.submit({ 'select.apps': ['scalingo/osc-fr1/blog', 'clever-cloud/par/my app'] });
    await settle(bot);

    expect(linesOf(paastis)).toEqual(['wake scalingo/osc-fr1/blog "clever-cloud/par/my app"']);
  });

  it('opened by a command answers where the command would have', async () => {
    const { bot, paastis } = await startBotWith(apps);

    await bot.hands.type('why');
    await bot.hands.suggest(await formOf(bot), 'select.apps', 'blog');
    await bot.hands.submit({ 'select.apps': ['scalingo/osc-fr1/blog'] });
    await settle(bot);

    expect(paastis.asked).toMatchObject([
      { line: 'why scalingo/osc-fr1/blog', caller: { channel: `slack:${fakeChannel}` } },
    ]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('answers what only the person shall read by the address of the command', async () => {
    const { bot } = await startBotWith(apps, { run: async () => ({ kind: 'help', entries: [], detailed: false }) });

    await bot.hands.type('status');
    await bot.hands.suggest(await formOf(bot), 'select.apps', 'blog');
    await bot.hands.submit({ 'select.apps': ['scalingo/osc-fr1/blog'] });
    await settle(bot);

    expect(bot.slack.calls.map(({ method }) => method)).toContain('response_url');
    expect(bot.slack.whispers.at(-1)).toMatchObject({ user: fakeUser, channel: fakeChannel });
    expect(bot.slack.messages).toEqual([]);
  });

  it('keeps the address that anybody could write to out of what travels with it', async () => {
    const { bot } = await startBotWith(apps);

    await bot.hands.type('status');
    const view = await formOf(bot);

    expect(JSON.stringify(view.content)).toContain(fakeChannel);
    expect(JSON.stringify(view.content)).not.toContain('http');
  });

  it('speaks the person’s own language where it is known', async () => {
    const { bot } = await startBotWith(apps);
    bot.slack.addPerson({ id: 'U0BEN000001', locale: 'fr-FR' });

    await bot.hands.globalShortcut('wake_app', { user: 'U0BEN000001' });
    const view = await formOf(bot, 'U0BEN000001');

    expect(JSON.stringify(view.content)).toContain('Réveiller des apps');
  });

  it('is told where Slack does not let it open, with what to type instead', async () => {
    const { bot } = await startBotWith(apps);
    bot.slack.fail('views.open', { kind: 'error', error: 'expired_trigger_id' });

    const answer = await bot.hands.globalShortcut('wake_app');
    await settle(bot);

    expect(answer.status).toBe(200);
    expect(bot.slack.messages.at(-1)?.versions.at(-1)?.text).toContain('/paastis wake');
    expect(bot.logged.join('\n')).toContain('expired_trigger_id');
  });

  it('stays open with a sentence at its field when an app is gone meanwhile', async () => {
    const long = overviewApp('x'.repeat(120));
    const known = [long];
    const { bot, paastis } = await startBotWith(known);

    await bot.hands.globalShortcut('wake_app');
    const view = await formOf(bot);
    const { options } = await bot.hands.suggest(view, 'select.apps', 'xxx');
    known.pop();
    const sent = await bot.hands.submit({ 'select.apps': options.map(({ value }) => value) });
    await settle(bot);

    expect(sent).toMatchObject({ action: 'errors', errors: { apps: expect.stringContaining('no longer there') } });
    expect(linesOf(paastis)).toEqual([]);
  });

  it('does not open for who may not use Paastis: the core tells why', async () => {
    const { bot, paastis } = await startBotWith(apps, { may: () => ({ allowed: false, reason: 'guest', ask: [] }) });
    bot.slack.addPerson({ id: 'U0GUEST0001', guest: 'single' });

    await bot.hands.globalShortcut('wake_app', { user: 'U0GUEST0001' });
    await settle(bot);

    expect(bot.slack.view('U0GUEST0001')).toBeUndefined();
    expect(paastis.asked).toMatchObject([{ line: 'list', caller: { standing: { kind: 'guest' } } }]);
  });

  it('asks the core again who may do it when it is sent', async () => {
    const { bot, paastis } = await startBotWith(apps);
    bot.slack.addPerson({ id: 'U0ADMIN0001', admin: true });

    await bot.hands.globalShortcut('wake_app', { user: 'U0ADMIN0001' });
    await bot.hands.suggest(await formOf(bot, 'U0ADMIN0001'), 'select.apps', 'blog', { user: 'U0ADMIN0001' });
    await bot.hands.submit({ 'select.apps': ['scalingo/osc-fr1/blog'] }, { user: 'U0ADMIN0001' });
    await settle(bot);

    expect(paastis.asked).toMatchObject([
      { caller: { actor: 'slack:U0ADMIN0001', standing: { kind: 'member', workspaceAdmin: true } } },
    ]);
  });
});
