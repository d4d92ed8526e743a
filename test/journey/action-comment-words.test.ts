import type { Formation } from '../../core/model/formation.ts';
import { endJourneys, startJourney } from '../support/action-journey.ts';
import { converse } from '../support/conversation.ts';
import { commentEvent } from '../support/webhook-payloads.ts';

afterEach(endJourneys);

const awake = { web: { amount: 1, size: 'M' } };
const asleep = { web: { amount: 0, size: 'M' } };

async function startPullRequest(names: readonly string[] = ['shop-pr42'], formation: Formation = awake) {
  const journey = await startJourney();
  journey.github.addPullRequest({ number: 42 });
  for (const name of names) await journey.scalingo.world.addApp({ name, formation });
  return { ...journey, ...converse(journey) };
}

describe('what else somebody may write', () => {
  it('is answered with what to write instead, and breaks nothing', async () => {
    const { ours, say, seen } = await startPullRequest(['shop-pr42', 'shop-pr43']);
    const answerTo = async (line: string) => {
      const { ending } = await say(line);
      expect(ending.annotations).toEqual([]);
      const [, answer] = /^> `alice` asked .*\n>\n((?:>.*\n)*)/m.exec(`${seen()}\n`) ?? [];
      return answer?.replace(/^> ?/gm, '').trim();
    };

    expect(await answerTo('/paastis wakee')).toBe(
      'There is no command wakee. Did you mean `/paastis wake`? `/paastis help` shows every command.',
    );
    expect(await answerTo('/paastis status shop-pr24')).toMatch(
      /^No app is called shop-pr24\. .*`\/paastis status shop-pr4[23]`/s,
    );
    expect(await answerTo('/paastis status shop')).toMatch(/`\/paastis status shop-pr42`/);
    expect(await answerTo('/paastis history')).toBe(
      '`/paastis history` is not asked for in comments. `/paastis help` shows what is; for the rest there are the bot and the terminal.',
    );
    expect(ours().edits).toHaveLength(3);
  });

  it('is help for what can be asked here', async () => {
    const { ours, say } = await startPullRequest();

    const { ending } = await say('/paastis');

    const verbs = ['help', 'list', 'status', 'wake', 'sleep', 'keep', 'idle', 'why', 'plan'];
    const offered = Array.from(ending.summary.matchAll(/^- (?:<code>|`)\/paastis (\w+)/gm), ([, verb]) => verb);
    expect(offered).toEqual(verbs);
    expect(ours().body).toContain('Without a target it is for the apps of this pull request.');
    expect(ending.summary).toMatch(/^## Paastis: here is the answer$/m);
  });

  it('is asked back where it could mean several, and refused where the settings protect', async () => {
    const { clever, github, say, scalingo, seen } = await startPullRequest(['shop-pr42', 'shop-production']);
    await clever.world.addApp({ name: 'shop-pr42' });
    const sha = 'f95f852bd8fca8fcc58a9a2d6c842781e32a215e';
    const workspace = { '.git/HEAD': `${sha}\n`, 'paastis.yml': settingsOf(clever.owner) };
    const env = { SCALINGO_API_TOKEN: scalingo.token, CLEVER_API_TOKEN: clever.token };
    const step = { inputs: { apps: 'shop-*', token: '' }, env, runner: { sha }, workspace };
    github.setAccess('alice', 'admin');

    await say('/paastis sleep shop-pr42', step);

    expect(seen()).toMatch(
      /^> 2 apps are called shop-pr42\. Which one\?\n> - `\/paastis sleep scalingo\/osc-fr1\/shop-pr42`\n> - `\/paastis sleep clever-cloud\/par\/shop-pr42`$/m,
    );

    const refused = await say('/paastis sleep shop-production --force', step);

    expect(seen()).toMatch(/^> - ✗ \S+shop-production is protected/m);
    expect(refused.ending.outputs).toMatchObject({ status: 'ready', changed: 'false' });
    expect(scalingo.world.scaleCalls).toEqual([]);
  });

  it('reaches no app that the workflow does not name, however it is spelled', async () => {
    const apps = ['shop-pr42', 'shop-production', 'shop'];
    const { run, github, scalingo } = await startPullRequest(apps, asleep);
    github.setAccess('alice', 'admin');
    const { url } = scalingo.world.app('shop-production');
    const spellings = [
      '"SHOP-Production" shop #0',
      'scalingo/osc-fr1/shop-production',
      '*',
      '/^shop-production$/ shop-prod*',
      `${url}/ @shop`,
      "shop-pr42' shop-production --json",
    ];

    const endings = await Promise.all(
      spellings.map((spelling) => {
        const body = `/paastis wake ${spelling}`;
        const payload = commentEvent({ body, author: 'alice', repository: github.repository });
        return run({ event: 'issue_comment', payload, inputs: { comment: 'false' } });
      }),
    );

    expect(new Set(scalingo.world.scaleCalls.map(({ app }) => app))).toEqual(new Set(['shop-pr42']));
    for (const { outputs } of endings) expect(outputs.apps).not.toContain('production');
  });
});

function settingsOf(owner: string): string {
  return `providers:
  - { type: scalingo, region: osc-fr1, token: '\${SCALINGO_API_TOKEN}' }
  - { type: clever-cloud, region: par, owner: ${owner}, token: '\${CLEVER_API_TOKEN}' }
mode: enforce
rules:
  - { match: '*-production', protect: true }
  - { match: 'shop-pr{pr}', manage: true }
`;
}
