import { actionIds } from '../../bot/slack/ids.ts';
import { asker, DAY_MS, type Journey, journeySecrets, openJourney, present } from '../support/slack-journey.ts';

/** Of messages that live for a year: not of forms, which are closed long before, nor of Homes, which are drawn anew. */
const inMessages = Object.entries(actionIds).filter(([, id]) => !id.startsWith('home.') && !id.startsWith('select.'));
const inForms: readonly string[] = [actionIds.homeMode, actionIds.homeDigestOff];
const inHomes = Object.values(actionIds).filter((id) => id.startsWith('home.') && !inForms.includes(id));

/** What a version of tomorrow or of long ago may have written. */
const unreadable = {
  'of a later version': JSON.stringify({
    v: 2,
    app: { name: 'shop-pr42' },
    line: 'sleep shop-pr42',
    apps: 'shop-pr42',
  }),
  'of a version before versions': 'scalingo:shop-pr42',
  'of nothing at all': '',
  'of an app that is gone': JSON.stringify({
    v: 1,
    apps: ['scalingo/osc-fr1/gone-pr7'],
    verb: 'sleep',
    line: 'sleep gone-pr7',
    for: '2h',
    notice: 'gone',
    app: 'gone',
  }),
} as const;

let journey: Journey;

beforeEach(async () => {
  journey = await openJourney({
    rules: [{ match: 'shop-*', manage: true }],
    config: { access: { admins: [asker], operators: [], wakesPerHour: 30 } },
    start: '2025-11-21T09:00:00.000Z',
  });
  await journey.stage.scalingo.world.addApp({ name: 'shop-pr42', bootMs: 8_000 });
});

/** A call that only the bot can make, as an older one may have made it. */
async function post(method: string, fields: Readonly<Record<string, string>>): Promise<void> {
  const headers = { authorization: `Bearer ${journeySecrets.botToken}` };
  await fetch(journey.slack.apiUrl + method, { method: 'POST', body: new URLSearchParams(fields), headers });
}

/** A message as an older Paastis may have posted it, a year ago. */
async function postOld(elements: readonly object[]) {
  const channel = 'C0FAKE00001';
  await post('chat.postMessage', {
    channel,
    text: 'An old message',
    blocks: JSON.stringify(
      elements.map((element, at) => ({ type: 'actions', block_id: `old:${at}`, elements: [element] })),
    ),
  });
  const message = present(journey.slack.messages.at(-1));
  return message;
}

/** A Home as it may have been drawn a year ago. */
async function publishOld(blocks: readonly object[]): Promise<void> {
  await post('views.publish', { user_id: asker, view: JSON.stringify({ type: 'home', blocks }) });
}

const button = (id: string, value: string) => ({
  type: 'button',
  action_id: id,
  text: { type: 'plain_text', text: id },
  ...(value !== '' && { value }),
});

const untouched = () => ({
  scales: journey.stage.scalingo.world.scaleCalls.length,
  status: journey.stage.scalingo.world.app('shop-pr42').status,
});

describe('a click on a message that is a year old', () => {
  it.each(Object.entries(unreadable))(
    'with values %s is answered kindly, whatever the button, and does nothing',
    async (_, value) => {
      const elements = inMessages.map(([, id]) => button(id, value));
      const message = await postOld(elements);
      await journey.pass(365 * DAY_MS);
      const before = untouched();

      const silent: string[] = [];
      for (const [, id] of inMessages) {
        const heard = journey.slack.whispers.length;
        const answer = await journey.see(journey.hands.click(message, id), 10_000);
        expect(answer.status).toBe(200);
        const words = journey.slack.whispers.slice(heard);
        if (words.length === 0) silent.push(id);
        for (const { user, text } of words) {
          expect(user).toBe(asker);
          expect(text).not.toMatch(/broke|reference/);
        }
      }

      expect(silent).toEqual([actionIds.open]);
      expect(untouched()).toEqual(before);
      expect(journey.slack.messages).toHaveLength(1);
    },
  );

  it.each(inHomes)('in a Home, %s, shows what is true today, and does nothing', async (id) => {
    const before = untouched();
    for (const value of [unreadable['of a later version'], unreadable['of an app that is gone']]) {
      await publishOld([{ type: 'actions', elements: [button(id, value)] }]);
      const home = present(journey.slack.homes.get(asker));
      const old = home.versions.length;
      await journey.live();

      const answer = await journey.see(journey.hands.click(home, id), 10_000);

      const answered = journey.slack.view() !== undefined || home.versions.length > old;
      expect({ status: answer.status, answered }).toEqual({ status: 200, answered: true });
    }
    expect(untouched()).toEqual(before);
    expect(journey.slack.messages).toEqual([]);
  });

  it.each(inForms)('in a form that was left open, %s, says so there, and does nothing', async (id) => {
    const view = {
      type: 'modal',
      title: { type: 'plain_text', text: 'Settings' },
      blocks: [{ type: 'actions', elements: [button(id, unreadable['of a later version'])] }],
    };
    await post('views.open', {
      trigger_id: journey.slack.commandFields('').trigger_id ?? '',
      view: JSON.stringify(view),
    });
    const form = present(journey.slack.view());

    await journey.see(journey.hands.click(form, id, { user: asker }), 10_000);

    expect(JSON.stringify(form.content.blocks)).toMatch(/older version/);
    expect(journey.life.paastis.mode().mode).toBe('enforce');
  });

  it('whose operation is long over shows what is true today, in the same message', async () => {
    await journey.type('sleep shop-pr42');
    await journey.type('wake shop-pr42');
    const card = present(journey.slack.messages[1]);
    await journey.life.stop();
    await journey.pass(365 * DAY_MS);
    await journey.live();

    await journey.see(journey.hands.click(card, 'Keep 2 h'));
    const kept = card.versions.at(-1)?.text;
    await journey.see(journey.hands.click(card, 'Sleep now'));

    expect(kept).toMatch(/^shop-pr42: kept awake until/);
    expect(card.versions.at(-1)?.text).toMatch(/^shop-pr42: fell asleep in/);
    expect(journey.slack.messages).toHaveLength(2);
  });

  it('and can be edited no more is answered by a message of its own', async () => {
    await journey.type('sleep shop-pr42');
    const card = journey.onlyMessage();
    journey.expectErrors('edit_window_closed');
    journey.slack.closeEditsAfter(30 * DAY_MS);
    await journey.life.stop();
    await journey.pass(365 * DAY_MS);
    await journey.live();

    await journey.see(journey.hands.click(card, 'Wake'));

    expect(journey.slack.messages).toHaveLength(2);
    expect(journey.lastText()).toMatch(/^shop-pr42: woke in/);
    expect(untouched().status).toBe('running');
  });
});
