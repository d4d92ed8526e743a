import fc from 'fast-check';
import { appStatuses } from '../../../../core/model/status.ts';
import type { FakeFailure } from '../../../support/fake-slack.ts';
import { overviewApp } from '../../../support/make-overview.ts';
import { type HomeScene, openScene, wordsOf } from './home.ts';

const people = ['U0FAKE00001', 'U0OTHER0001', 'U0THIRD0001'];
const apps = ['blog', 'shop', 'api'].map((name) => overviewApp(name));

const failures: readonly FakeFailure[] = [
  { kind: 'error', error: 'hash_conflict' },
  { kind: 'error', error: 'internal_error' },
  { kind: 'status', status: 429, retryAfterS: 4 },
  { kind: 'status', status: 500 },
  { kind: 'reset' },
];

const step = fc.oneof(
  fc.record({ kind: fc.constant('visit'), who: fc.nat(2) } as const),
  fc.record({ kind: fc.constant('change'), app: fc.nat(2), status: fc.constantFrom(...appStatuses) } as const),
  fc.record({ kind: fc.constant('fail'), failure: fc.nat(4) } as const),
  fc.record({ kind: fc.constant('wait'), ms: fc.nat(8_000) } as const),
);

type Step = typeof step extends fc.Arbitrary<infer T> ? T : never;

async function take(scene: HomeScene, next: Step): Promise<void> {
  const { clock, hands, slack } = scene.bot;
  if (next.kind === 'visit') return void (await clock.run(hands.openHome({ user: people[next.who] ?? '' })));
  if (next.kind === 'wait') return clock.advance(next.ms);
  if (next.kind === 'fail') return slack.fail('views.publish', failures[next.failure] ?? { kind: 'reset' });
  scene.change(apps[next.app]?.ref ?? '', { status: next.status });
  scene.happen();
}

/** What each app is shown as. */
function statesIn(scene: HomeScene, user: string): readonly string[] {
  const words = wordsOf(scene.bot.slack.homes.get(user));
  return apps.flatMap(({ name }) => new RegExp(`(:\\w+: \\*${name}\\* [^"·]*)`).exec(words)?.[1]?.trim() ?? []);
}

describe('publishing the Home', () => {
  it('ends with what is true for everybody who looks, one publish in three seconds at most while nobody comes', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 25 }), async (steps) => {
        const scene = await openScene(apps);
        for (const id of people) scene.bot.slack.addPerson({ id, name: id });
        for (const next of steps) await take(scene, next);

        // What was ordered to fail has failed, or is met by these visits; then all is well again.
        for (let round = 0; round < 4; round += 1)
          for (const who of people.keys()) {
            await take(scene, { kind: 'visit', who });
            await scene.bot.clock.advance(10_000);
          }
        await scene.bot.clock.advance(30_000);
        const calls = scene.published();
        for (const status of appStatuses) {
          scene.change(apps[0]?.ref ?? '', { status });
          scene.happen();
          await scene.bot.clock.advance(600);
        }
        scene.change(apps[0]?.ref ?? '', { status: 'blocked' });
        scene.happen();
        await scene.bot.clock.advance(10_000);

        const shown = people.map((user) => statesIn(scene, user));
        expect(shown[0]?.[0]).toBe(':no_entry: *blog* blocked');
        expect(shown).toEqual(people.map(() => shown[0]));
        expect(scene.published() - calls).toBeLessThanOrEqual(people.length * 4);
        expect(scene.bot.slack.errors).toEqual([]);
        await scene.bot.stop();
      }),
      { seed: 11, numRuns: 6 },
    );
  });
});
