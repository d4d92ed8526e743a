import { fakeChannel, fakeUser } from '../../../support/fake-slack.ts';
import { overviewApp } from '../../../support/make-overview.ts';
import { settle } from '../bot.ts';
import { formOf, linesOf, startBotWith } from './forms.ts';

const shop = overviewApp('shop-pr42', { status: 'asleep', url: 'https://shop-pr42.osc-fr1.scalingo.io' });
const api = overviewApp('api', { status: 'asleep', url: 'https://api.cleverapps.io' });
const twins = [overviewApp('twin'), overviewApp('twin', { provider: 'clever-cloud', region: 'par' })];
const apps = [shop, api, ...twins];
const WAKE = 'wake_from_message';

describe('waking the app in a message', () => {
  it('wakes it and tells it in the thread of that message', async () => {
    const { bot, paastis } = await startBotWith(apps);
    const ts = '1795424400.000100';

    const answer = await bot.hands.messageShortcut(WAKE, { ts, text: `<${shop.url}/cart> is it down?` });
    await settle(bot);

    expect(answer.status).toBe(200);
    expect(linesOf(paastis)).toEqual([`wake ${shop.ref}`]);
    expect(paastis.asked[0]?.caller).toMatchObject({ channel: `slack:${fakeChannel}` });
    expect(bot.slack.messages).toMatchObject([{ channel: fakeChannel, threadTs: ts }]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('stays in the thread where the message is a reply', async () => {
    const { bot } = await startBotWith(apps);

    await bot.hands.messageShortcut(WAKE, { ts: '1795424460.000200', thread_ts: '1795424400.000100', text: '`api`' });
    await settle(bot);

    expect(bot.slack.messages).toMatchObject([{ threadTs: '1795424400.000100' }]);
  });

  it('wakes several, and asks first when they are many', async () => {
    const fleet = Array.from({ length: 6 }, (_, at) => overviewApp(`app-${at}`, { url: `https://app-${at}.example` }));
    const { bot, paastis } = await startBotWith(fleet);
    const text = fleet.map(({ url }) => url).join(' ');

    await bot.hands.messageShortcut(WAKE, { text: `${fleet[0]?.url} and ${fleet[1]?.url}` });
    await settle(bot);
    await bot.hands.messageShortcut(WAKE, { text });
    const view = await formOf(bot);

    expect(linesOf(paastis)).toEqual([`wake ${fleet[0]?.ref} ${fleet[1]?.ref}`]);
    expect(JSON.stringify(view.content)).toContain('This message names 6 apps');
    const sent = await bot.hands.submit();
    await settle(bot);
    expect(sent.action).toBe('close');
    expect(linesOf(paastis).at(-1)).toBe(`wake ${fleet.map(({ ref }) => ref).join(' ')}`);
    expect(bot.slack.errors).toEqual([]);
  });

  it.each([
    ['nothing known', 'what about lunch?', 'no address of a known app', []],
    ['a name of several apps', '`twin`', 'Several apps have the name', twins.map(({ ref }) => ref)],
  ])('asks where the message holds %s, and answers in its thread', async (_, text, sentence, chosen) => {
    const { bot, paastis } = await startBotWith(apps);
    const ts = '1795424400.000100';

    await bot.hands.messageShortcut(WAKE, { ts, text });
    const view = await formOf(bot);
    await bot.hands.suggest(view, 'select.apps', 'shop');
    const before = JSON.stringify(view.content);
    await bot.hands.submit({ 'select.apps': [shop.ref] });
    await settle(bot);

    expect(before).toContain(sentence);
    for (const ref of chosen) expect(before).toContain(ref);
    expect(linesOf(paastis)).toEqual([`wake ${shop.ref}`]);
    expect(bot.slack.messages).toMatchObject([{ channel: fakeChannel, threadTs: ts }]);
    expect(bot.slack.errors).toEqual([]);
  });

  it('answers the person alone where the bot may not write', async () => {
    const { bot, paastis } = await startBotWith(apps);
    bot.slack.addChannel({ id: 'C0SECRET001', name: 'secret', kind: 'private' });

    await bot.hands.messageShortcut(WAKE, { text: '`api`' }, { channel: 'C0SECRET001' });
    await settle(bot, 200_000);

    expect(linesOf(paastis)).toEqual([`wake ${api.ref}`]);
    expect(bot.slack.messages).toEqual([]);
    expect(bot.slack.whispers.at(-1)).toMatchObject({ user: fakeUser });
  });

  it('survives a message of any size', async () => {
    const { bot, paastis } = await startBotWith(apps);
    const text = `${'<!channel> `x` https://a.b '.repeat(3_000)} ${shop.url}`;

    const answer = await bot.hands.messageShortcut(WAKE, { text });
    await settle(bot);

    expect(answer.status).toBe(200);
    expect(linesOf(paastis)).toEqual([`wake ${shop.ref}`]);
  });
});
