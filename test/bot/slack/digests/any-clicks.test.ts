import fc from 'fast-check';
import { shortOf } from '../../../../bot/slack/digests/notes.ts';
import { MemoryStore } from '../../../../core/store/memory.ts';
import { fakeUser } from '../../../support/fake-slack.ts';
import { MortalStore } from '../../../support/mortal-store.ts';
import { MINUTE_MS, openDigestScene, schedule, shown } from './scene.ts';

const apps = ['shop-pr1', 'shop-pr2', 'shop-pr3'] as const;
const people = [fakeUser, 'U0FAKE00002'] as const;
const verbs = ['Sleep now', 'Keep until tomorrow 8:00', 'Keep 7 days', 'Never manage…', 'Why?'] as const;

const app = fc.constantFrom(...apps);
const user = fc.constantFrom(...people);

const step = fc.oneof(
  fc.record({ kind: fc.constant('choose' as const), app, verb: fc.constantFrom(...verbs), user }),
  fc.record({ kind: fc.constant('all' as const), user }),
  fc.record({ kind: fc.constant('wake' as const), app }),
  fc.record({ kind: fc.constant('wait' as const), ms: fc.constantFrom(100, 1_500, 20_000, 2 * MINUTE_MS) }),
  fc.record({ kind: fc.constant('restart' as const) }),
);

type Step = typeof step extends fc.Arbitrary<infer Each> ? Each : never;

/** Plays the steps on the real core, then asks why once more, so that the digest shows how it all ended. */
async function play(steps: readonly Step[]): Promise<void> {
  const scene = await openDigestScene(apps);
  const { stage, slack } = scene;
  slack.addPerson({ id: people[1] });
  const lasting = new MemoryStore();
  let life = await scene.live(new MortalStore(lasting));
  await stage.play(schedule(life, 'Sun 10:20'));
  await scene.pass(25 * MINUTE_MS);
  const message = slack.messages[0];
  if (message === undefined) throw new Error('There is no digest');
  const fresh = { ...message, versions: [...message.versions] };

  for (const each of steps) {
    // What stands there may be older than what holds: people click on what they see.
    if (each.kind === 'choose') {
      const by = { user: each.user, blockId: `app:${shortOf(`scalingo/osc-fr1/${each.app}`)}` };
      await life.hands.choose(fresh, 'digest.more', each.verb, by);
    }
    if (each.kind === 'all') await life.hands.click(fresh, 'digest.sleep_all', { user: each.user });
    if (each.kind === 'wake')
      await stage.play(life.paastis.run(`wake ${each.app}`, { actor: 'terminal:ana', entryPoint: 'terminal' }));
    if (each.kind === 'wait') await scene.pass(each.ms);
    if (each.kind === 'restart') {
      await life.stop();
      await stage.play(life.paastis.close({ graceMs: 0 }));
      life = await scene.live(new MortalStore(lasting));
    }
  }
  await scene.pass(3 * MINUTE_MS);
  await life.hands.choose(fresh, 'digest.more', 'Never manage…', {
    blockId: `app:${shortOf('scalingo/osc-fr1/shop-pr1')}`,
  });
  await scene.pass(MINUTE_MS);

  const list = await stage.play(life.paastis.run('list', { actor: 'terminal:ana', entryPoint: 'terminal' }));
  const last = shown(message);
  const states = list.kind === 'list' ? list.apps.map(({ name, status }) => ({ name, status })) : [];
  const gaps = message.versions.slice(2).map(({ at }, index) => at - (message.versions[index + 1]?.at ?? 0));
  const { errors } = slack;
  const posted = slack.messages.length;
  await scene.close();

  expect(errors).toEqual([]);
  expect(posted).toBe(1);
  expect(states).toHaveLength(3);
  for (const { name, status } of states)
    expect([name, last.includes(`~${name}~ asleep`)]).toEqual([name, status === 'asleep']);
  // A process that is new does not know when the last one wrote.
  const restarted = steps.some(({ kind }) => kind === 'restart');
  expect(restarted || gaps.every((gap) => gap >= 2_000)).toBe(true);
}

describe('a digest', () => {
  it('tells in the end how it all stands, whatever was clicked by whomever, over restarts', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 8 }), (steps) => play(steps)),
      { seed: 5, numRuns: 3 },
    );
  });
});
