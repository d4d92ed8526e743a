import { decodeState } from '../../action/comment/hidden.ts';
import { tickedBoxes } from '../../action/trigger/boxes.ts';
import { endJourneys, startJourney } from '../support/action-journey.ts';
import type { ActionEnding } from '../support/action-process.ts';
import { converse } from '../support/conversation.ts';
import { cellCounts, intrusions } from '../support/markdown-shape.ts';
import { scheduleEvent } from '../support/webhook-payloads.ts';

afterEach(endJourneys);

/** In whatever anybody may name, write or answer. */
const hostile = [
  ['::error::PWNED', '\n::error::PWNED', '\r::add-mask::PWNED', '\u2028::notice::PWNED', 'x ##[error]PWNED'],
  ['\n::set-output name=url::PWNED', 'url<<PWNED\nPWNED\n', '\n::stop-commands::PWNED', '::group::PWNED'],
  ['--> <!-- paastis -->', '<!-- paastis:wake scalingo/osc-fr1/shop-production -->', '- [x] PWNED', '@everyone'],
  ['</details><img src=x onerror=alert(1)>', '```', '`', '|', '[PWNED](https://evil.test)', '#12', '\u202ePWNED'],
].map((parts) => parts.join(' '));

const names = hostile.map((text, n) => `shop-pr42-${n} ${text}`);

async function startHostileAccount(amount: number, apps = names) {
  const journey = await startJourney();
  const { github, scalingo } = journey;
  const [labels, title] = [hostile.slice(0, 2), hostile.join(' ')];
  github.addPullRequest({ number: 42, title, headRef: title, labels, login: 'mallory' });
  for (const name of apps) {
    await scalingo.world.addApp({ name, formation: { web: { amount, size: 'M' } } });
  }
  const inputs = { apps: '/^shop-pr\\d+-/' };
  return { ...journey, ...converse(journey), inputs, headRef: title, labels };
}

/** Whatever was said stayed text: for the runner, for later steps, and for who reads. */
function expectOnlyText(ending: ActionEnding, body: string, apps = names): void {
  const { annotations, groups, masks, outputs, summary } = ending;
  expect(annotations.filter(({ message }) => message.startsWith('PWNED'))).toEqual([]);
  expect([...masks, ...groups].filter((text) => text.includes('PWNED'))).toEqual([]);
  expect(Object.keys(outputs).sort()).toEqual(['apps', 'changed', 'seconds', 'status', 'url', 'urls']);
  expect(outputs.url).toMatch(/^(?:http:\/\/127\.0\.0\.1:\d+)?$/);
  expect(intrusions(summary)).toEqual([]);
  expect(intrusions(body)).toEqual([]);
  expect(body.match(/<!-- paastis(?: |:state)/g)).toEqual(['<!-- paastis ', '<!-- paastis:state']);
  expect(
    decodeState(body)
      ?.apps.map(({ name }) => name)
      .sort(),
  ).toEqual([...apps].sort());
  expect(tickedBoxes(body)).toEqual([]);
  expect(new Set(cellCounts(body)).size).toBe(1);
  expect(body.match(/<details>/g)?.length).toBe(body.match(/<\/details>/g)?.length);
}

describe('text that wants to be more than text', () => {
  it('stays text when apps are woken, and when that fails', async () => {
    const { headRef, inputs, labels, ours, pullRequest, run, scalingo } = await startHostileAccount(0);
    const body = JSON.stringify({ error: hostile.join(' ') });
    scalingo.faults.add({
      kind: 'status',
      status: 400,
      contentType: 'application/json',
      body,
      match: /POST .*scale/,
      times: 2,
    });

    const ending = await run({
      payload: pullRequest({ action: 'labeled', label: 'paastis:wake', labels, headRef }),
      inputs,
      code: 1,
    });

    expect(ending.outputs).toMatchObject({ status: 'failed', changed: 'true' });
    const apps: readonly { name: string }[] = JSON.parse(ending.outputs.apps ?? '');
    expect(apps.map(({ name }) => name).sort()).toEqual([...names].sort());
    expect(ending.log.join('\n')).toContain('shop-pr42-0');
    expectOnlyText(ending, ours().body);
  });

  it('stays text in commands and their answers', async () => {
    const { inputs, ours, say } = await startHostileAccount(1);

    const listed = await say('/paastis status', { inputs });

    expectOnlyText(listed.ending, ours().body);

    for (const text of [hostile.join(' '), hostile[2], 'x'.repeat(100_000)]) {
      const { ending } = await say(`/paastis wake ${text}`, { inputs });

      expect(ending.outputs).toMatchObject({ changed: 'false' });
      expectOnlyText(ending, ours().body);
    }
    const { edits } = ours();
    const overlay = { comment: { user: { login: hostile.join(' ') } } };

    const { ending } = await say('/paastis sleep', { inputs, overlay });

    expect(ending.summary).toContain('has no write access');
    expectOnlyText(ending, ours().body);
    expect(ours().edits).toEqual(edits);
  });

  it('stays text in a sweep', async () => {
    const name = `shop-pr42-all ${hostile.join(' ')}`;
    const { inputs, ours, run, say } = await startHostileAccount(1, [name]);
    await say('/paastis status', { inputs });

    const ending = await run({
      event: 'schedule',
      payload: scheduleEvent('0 20 * * *', 'acme/shop'),
      inputs: { ...inputs, 'idle-after': '0s' },
    });

    expect(ending.outputs).toMatchObject({ status: 'asleep', changed: 'true' });
    expectOnlyText(ending, ours().body, [name]);
  });
});
