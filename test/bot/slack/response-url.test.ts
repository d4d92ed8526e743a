import { noteCard } from '../../../bot/slack/cards/report.ts';
import { ResponseUrl } from '../../../bot/slack/response-url.ts';
import { FakeClock } from '../../support/fake-clock.ts';
import { type FakeSlack, startFakeSlack } from '../../support/fake-slack.ts';

const opened: FakeSlack[] = [];

afterEach(async () => {
  for (const slack of opened.splice(0)) await slack.close();
});

async function open() {
  const clock = new FakeClock();
  const slack = await startFakeSlack({ clock, botToken: 'xoxb-1', signingSecret: 's' });
  opened.push(slack);
  return { clock, slack, responseUrl: new ResponseUrl(slack.commandFields('').response_url ?? '', clock) };
}

describe('the write-back address of a command', () => {
  it('is used five times and no more', async () => {
    const { clock, slack, responseUrl } = await open();

    const taken: boolean[] = [];
    for (let time = 0; time < 6; time += 1) taken.push(await clock.run(responseUrl.post(noteCard('hello'))));

    expect(taken).toEqual([true, true, true, true, true, false]);
    expect(slack.calls).toHaveLength(5);
  });

  it('is given up after half an hour', async () => {
    const { clock, slack, responseUrl } = await open();
    await clock.advance(30 * 60_000);

    const taken = await clock.run(responseUrl.post(noteCard('hello')));

    expect(taken).toBe(false);
    expect(slack.calls).toHaveLength(0);
  });

  it('is tried once more after a failure, and leaves no timer behind', async () => {
    const { clock, slack, responseUrl } = await open();
    slack.fail('response_url', { kind: 'reset' });

    const taken = await clock.run(responseUrl.post(noteCard('hello')));

    expect(taken).toBe(true);
    expect(slack.whispers.map(({ text }) => text)).toEqual(['hello']);
    expect(clock.pending).toBe(0);
  });
});
