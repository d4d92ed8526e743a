import { DigestJobs } from '../../../../core/digests.ts';
import type { WatchedApp } from '../../../../core/engine/watch.ts';
import { silentLog } from '../../../../core/log.ts';
import { createNotes } from '../../../../core/notes.ts';
import { LocalScheduler } from '../../../../core/scheduler/local.ts';
import { MemoryStore } from '../../../../core/store/memory.ts';
import { buildEvent } from '../../../support/build-records.ts';
import { makeCommandDeps, makeIdle, makeWatched } from '../../../support/command-deps.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { fakePaastis } from '../../../support/fake-paastis.ts';
import { type FakeSlack, fakeChannel, startFakeSlack } from '../../../support/fake-slack.ts';
import { type Death, MortalStore } from '../../../support/mortal-store.ts';
import { botToken, signingSecret } from '../bot.ts';
import { MINUTE_MS, shown, startApp } from './scene.ts';

const channel = `slack:${fakeChannel}`;
const app = (name: string) => ({ key: `scalingo/osc-fr1/id-${name}`, ref: `scalingo/osc-fr1/${name}` });
const formation = { web: { amount: 1, size: 'M' } };

interface Ended {
  /** Messages between the second time and the third, and after that. */
  readonly killed: number;
  readonly next: readonly string[];
  /** Writes of the process from the second time on, had it not been ended. */
  readonly writes: number;
  readonly died: boolean;
}

/**
 * Digests at 10:20, 10:30 and 10:40. The process is ended at a write of the one at 10:30, and started again at 10:35.
 */
async function play(death?: Death): Promise<Ended> {
  const clock = new FakeClock();
  const slack = await startFakeSlack({ clock, botToken, signingSecret });
  const lasting = new MemoryStore();
  const watched: WatchedApp[] = [
    makeIdle('shop-pr1', '2026-11-20T00:00:00.000Z', { formation }),
    makeWatched({ name: 'shop-pr9' }, { status: 'asleep' }),
  ];
  const at = clock.now().toISOString();
  await lasting.write([
    {
      put: 'channel',
      record: { v: 1, key: channel, schedule: 'Sun 10:20; Sun 10:30; Sun 10:40', actor: 'slack:U1', at },
    },
  ]);

  const live = async (store: MortalStore) => {
    const deps = makeCommandDeps({ store, clock, watched });
    const scheduler = new LocalScheduler({ store, clock, log: silentLog });
    const jobs = new DigestJobs({
      ...deps,
      scheduler,
      config: () => deps.config,
      policy: () => deps.policy,
      providers: () => [],
    });
    const paastis = fakePaastis(() => ({ kind: 'list', apps: [], failed: [] }), {
      deliverDigests: (desk) => jobs.deliverTo(desk),
      digestOf: (period, language) => jobs.again(period, language ?? 'en'),
      notes: createNotes({ store, clock }),
    });
    const life = await startApp({ paastis, slack, clock });
    await clock.run(scheduler.start());
    return life;
  };

  // Its writes are counted from the second digest on.
  let mortal = new MortalStore(lasting);
  let life = await live(new MortalStore(lasting));
  await clock.advance(25 * MINUTE_MS);
  await life.stop();
  mortal = new MortalStore(lasting, death);
  watched.push(makeIdle('shop-pr2', '2026-11-20T00:00:00.000Z', { formation }));
  await lasting.write([
    { append: buildEvent('1', { at: clock.now().toISOString(), app: app('shop-pr9'), actor: 'rule:1' }) },
  ]);
  const before = slack.messages.length;
  life = await live(mortal);
  await clock.advance(10 * MINUTE_MS);
  const died = mortal.dead;
  mortal.die();
  await life.stop();
  life = await live(new MortalStore(lasting));
  await clock.advance(4 * MINUTE_MS);
  const killed = slack.messages.length - before;
  watched.push(makeIdle('shop-pr3', '2026-11-20T00:00:00.000Z', { formation }));
  await clock.advance(10 * MINUTE_MS);
  await life.stop();
  const next = textsOf(slack, before + killed);
  const { errors } = slack;
  await slack.close();
  expect(before).toBe(1);
  expect(errors).toEqual([]);
  return { killed, next, writes: mortal.writes, died };
}

function textsOf(slack: FakeSlack, from: number): readonly string[] {
  return slack.messages.slice(from).map((message) => shown(message));
}

describe('a digest while the process is ended at any write', () => {
  it('is sent at most once, and what was not told is told by the next', async () => {
    const whole = await play();
    expect(whole).toMatchObject({ killed: 1, died: false });
    expect(whole.next).toHaveLength(1);
    expect(whole.next[0]).not.toContain('shop-pr9');
    expect(whole.writes).toBeGreaterThanOrEqual(6);

    const deaths = Array.from({ length: whole.writes }, (_, index) =>
      [false, true].map((taken): Death => ({ write: index + 1, taken })),
    ).flat();
    const missed: number[] = [];
    for (const death of deaths) {
      const { killed, next, died } = await play(death);
      expect({ death, died, tooMany: killed > 1, next: next.length }).toEqual({
        death,
        died: true,
        tooMany: false,
        next: 1,
      });
      if (killed === 0) missed.push(death.write);
      if (killed === 0) expect(next[0]).toContain('shop-pr9');
    }
    // Ended before the job is noted, it is caught up; a bit later it is missed, rather than sent twice.
    expect(missed.length).toBeGreaterThan(0);
    expect(missed.length).toBeLessThan(deaths.length / 2);
  });
});
