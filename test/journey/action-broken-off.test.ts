import { run } from '../soak/action-kills.ts';
import { endJourneys, startJourney } from '../support/action-journey.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterEach(endJourneys);
afterAll(removeFolders);

describe('a step that is broken off', () => {
  it('leaves nothing under way, nothing half done, and a run after it puts everything in order', async () => {
    const summary = await run({ kills: 2, seed: 20_261_123 });

    expect(summary).toMatchObject({ kills: 2, faults: 0, firstFault: '' });
  }, 60_000);
});

describe('the post step', () => {
  it.each([
    ['found nothing to do', { event: 'push' }, 0],
    ['could not read its inputs', { inputs: { timeout: 'soon' } }, 1],
    ['had no token', { inputs: { token: '' } }, 1],
  ])('says nothing and does nothing where the main step %s', async (_, step, code) => {
    const { run: play, github, pullRequest } = await startJourney();
    const payload = pullRequest({ action: 'opened', number: 42 });

    const main = await play({ payload, ...step, code });
    const before = github.calls();
    const post = await play({ payload, ...step, state: main.state });

    expect(post).toMatchObject({ code: 0, log: [], annotations: [], outputs: {}, summary: '' });
    expect(github.calls()).toBe(before);
  });
});
