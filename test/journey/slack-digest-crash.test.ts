import { MemoryStore } from '../../core/store/memory.ts';
import { fakeChannel } from '../support/fake-slack.ts';
import { type Death, MortalStore } from '../support/mortal-store.ts';
import { addIdleApp, asker, type Journey, MINUTE_MS, openJourney } from '../support/slack-journey.ts';
import { makeFolder, removeFolders } from '../support/temporary-folder.ts';

afterAll(removeFolders);

const apps = ['shop-pr1', 'shop-pr2'];

/** Digests at 10:20 and 10:30; it is 10:18 in Paris. */
const options = {
  start: '2026-11-22T09:18:00.000Z',
  rules: [{ match: 'shop-*', manage: true }],
  config: { mode: 'observe', digests: [{ channel: `slack:${fakeChannel}`, at: 'Sun 10:20; Sun 10:30' }] },
  watching: true,
} as const;

/** The digest before was sent a week ago. */
const lastWeek = {
  v: 1,
  key: `digest:slack:${fakeChannel}`,
  dueAt: '2026-11-15T09:30:00.000Z',
  startedAt: '2026-11-15T09:30:00.000Z',
  endedAt: '2026-11-15T09:30:00.000Z',
} as const;

async function open(store: MortalStore | { readonly folder: string }): Promise<Journey> {
  const journey = await openJourney({ ...options, store });
  for (const name of apps) await addIdleApp(journey, name);
  return journey;
}

const blocksOf = (journey: Journey, at: number) => JSON.stringify(journey.slack.messages[at]?.versions.at(-1)?.blocks);

const running = ({ stage }: Journey) => apps.filter((name) => stage.scalingo.world.app(name).status === 'running');

interface Ended {
  readonly died: boolean;
  /** Of the first life: until just before the digest, and in all. */
  readonly writesBefore: number;
  readonly writes: number;
  /** Digests of the first period, and of the second. */
  readonly digests: readonly [number, number];
  readonly stillRunning: number;
}

/** The process ends at a write of the digest of 10:20 and begins anew at 10:23; all are put to sleep by a click if it came. */
async function play(death?: Death): Promise<Ended> {
  const lasting = new MemoryStore();
  await lasting.write([{ put: 'job', record: lastWeek }]);
  const mortal = new MortalStore(lasting, death);
  const journey = await open(mortal);
  await journey.pass(2 * MINUTE_MS - 1);
  const writesBefore = mortal.writes;
  await journey.pass(3 * MINUTE_MS + 1);
  const { dead: died, writes } = mortal;
  mortal.die();
  await journey.life.crash();
  await journey.live({ store: new MortalStore(lasting) });
  await journey.pass(3 * MINUTE_MS);
  const [digest] = journey.slack.messages;
  const first = journey.slack.messages.length;
  if (digest !== undefined) {
    await journey.see(journey.hands.click(digest, 'digest.sleep_all'));
    expect(blocksOf(journey, 0)).toContain(`~shop-pr1~ asleep, by <@${asker}>`);
    expect(journey.whispersTo(asker)).toEqual([expect.stringContaining('clever-cloud/par/')]);
  }
  await journey.pass(5 * MINUTE_MS);
  return {
    died,
    writesBefore,
    writes,
    digests: [first, journey.slack.messages.length - first],
    stillRunning: running(journey).length,
  };
}

describe('a bot that ends while it sends a digest', () => {
  it('sends at most one for a period at whatever write it ends, and its buttons work after the restart', async () => {
    const whole = await play();
    expect(whole).toMatchObject({ died: false, digests: [1, 1], stillRunning: 0 });
    // Before a write: all that was done between it and the one before has happened.
    const deaths = Array.from(
      { length: whole.writes - whole.writesBefore },
      (_, index): Death => ({ write: whole.writesBefore + index + 1, taken: false }),
    );
    expect(deaths.length).toBeGreaterThan(4);

    let sent = 0;
    for (const death of deaths) {
      const { died, digests, stillRunning } = await play(death);
      const [killed] = digests;
      expect({ death, died, atMostOne: killed <= 1, next: digests[1] }).toEqual({
        death,
        died: true,
        atMostOne: true,
        next: 1,
      });
      expect(stillRunning).toBe(killed === 1 ? 0 : apps.length);
      sent += killed;
    }
    expect(sent).toBeGreaterThanOrEqual(deaths.length / 2);
  });

  it('comes back to its folder, and the buttons of the digest work', async () => {
    const folder = await makeFolder();
    const journey = await open({ folder });
    await journey.pass(5 * MINUTE_MS);
    await journey.life.crash();
    await journey.live();
    await journey.pass(3 * MINUTE_MS);
    const digest = journey.onlyMessage();

    await journey.see(journey.hands.click(digest, 'digest.sleep_all'));

    expect(running(journey)).toEqual([]);
    expect(blocksOf(journey, 0)).toContain(`~shop-pr2~ asleep, by <@${asker}>`);
    journey.onlyMessage();
  });
});
