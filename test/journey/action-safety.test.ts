import { readFile } from 'node:fs/promises';
import { type Feature, permissions } from '../../action/telling/permissions.ts';
import { endJourneys } from '../support/action-journey.ts';
import type { ActionEnding } from '../support/action-process.ts';
import { HEAD_SHA, pushed, told, withAsleepApp } from '../support/asleep-app.ts';
import type { Grant } from '../support/fake-github/shapes.ts';

afterAll(endJourneys);

/** What the process wrote itself, but for the orders to mask: the runner's masks are the second line of defence. */
function written({ stdout, stderr, outputs, state, exported, summary }: ActionEnding): string {
  const lines = `${stdout}\n${stderr}`.split('\n').filter((line) => !line.startsWith('::add-mask::'));
  return JSON.stringify([lines, outputs, state, exported, summary]);
}

/** Line numbers of the raw output: where each was masked, and the first that is neither a mask nor a group. */
function masksFirst({ stdout }: ActionEnding, secrets: readonly string[]): boolean {
  const lines = stdout.split('\n');
  const first = lines.findIndex((line) => line !== '' && !/^::(add-mask|group)::/.test(line));
  return secrets.every((secret) => {
    const at = lines.indexOf(`::add-mask::${secret}`);
    return at >= 0 && at < (first < 0 ? lines.length : first);
  });
}

describe('secrets', () => {
  it.concurrent('are masked before anything is written, derived ones too, and never written, debug logging or not', async () => {
    const journey = await withAsleepApp();
    const { github, scalingo } = journey;

    const ending = await journey.run({
      ...pushed(journey),
      env: { RUNNER_DEBUG: '1' },
      inputs: { deployment: 'true' },
    });

    expect(masksFirst(ending, [scalingo.token, github.token])).toBe(true);
    // What the provider gives in exchange for its token lives an hour.
    const bearers = ending.masks.filter((mask) => mask !== scalingo.token && mask !== github.token);
    expect(bearers).toHaveLength(1);
    const sent = github.requests.map(({ body }) => JSON.stringify(body) ?? '').join('\n');
    for (const secret of [scalingo.token, github.token, ...bearers]) {
      expect(written(ending)).not.toContain(secret);
      expect(sent).not.toContain(secret);
    }
    expect(ending.debug.length).toBeGreaterThan(3);
  });

  it.concurrent('of an account in the settings are masked, all of them, and a fault beside them tells none', async () => {
    const journey = await withAsleepApp();
    const { oauth, owner } = journey.clever;
    const secrets = [oauth.consumerSecret, oauth.token, oauth.secret];
    const env = { KEY: oauth.consumerKey, B: oauth.consumerSecret, C: oauth.token, D: oauth.secret, RUNNER_DEBUG: '1' };
    const account = `providers:
  - type: clever-cloud
    owner: ${owner}
    consumer_key: \${KEY}
    consumer_secret: \${B}
    oauth_token: \${C}
    oauth_secret: \${D}
`;
    const step = { ...pushed(journey), env, inputs: { token: '', 'missing-token': 'fail' } };

    const [good, broken, refused] = await Promise.all([
      journey.run({ ...step, workspace: { 'paastis.yml': account }, code: 1 }),
      journey.run({
        ...step,
        workspace: { 'paastis.yml': `${account}rules: [{ match: '\${D}', idle_after: '\${B}' }]` },
        code: 1,
      }),
      journey.run({ ...step, env: { ...env, C: 'not the token' }, workspace: { 'paastis.yml': account }, code: 1 }),
    ]);

    expect(masksFirst(good, secrets)).toBe(true);
    expect(told(good)).toEqual([expect.stringContaining('No app is called shop-pr42')]);
    expect(told(broken)).toEqual([expect.stringContaining('paastis.yml cannot be used')]);
    expect(told(refused)[0]).toMatch(/^error: /);
    for (const ending of [good, broken, refused])
      for (const secret of secrets) expect(written(ending)).not.toContain(secret);
  });

  it.concurrent('are masked even where another input keeps the step from beginning', async () => {
    const journey = await withAsleepApp();
    const { scalingo, github } = journey;
    const inputs = { wait: scalingo.token, apps: `a ${github.token}` };

    const ending = await journey.run({ ...pushed(journey), inputs, code: 1 });

    expect(masksFirst(ending, [scalingo.token, github.token])).toBe(true);
    expect(written(ending)).not.toContain(scalingo.token);
    expect(written(ending)).not.toContain(github.token);
  });

  it.concurrent('that a provider or GitHub echo in an error are blotted out', async () => {
    const journey = await withAsleepApp();
    const { scalingo, github } = journey;
    const body = JSON.stringify({ error: `bad token ${scalingo.token}` });
    scalingo.faults.add({ kind: 'status', status: 401, contentType: 'application/json', body, times: 50 });
    github.fail({ path: /./, status: 403, body: { message: `no right for ${github.token}` }, times: 50 });

    const ending = await journey.run({ ...pushed(journey), code: 1 });

    expect(told(ending)[0]).toContain('the provider refuses our token');
    expect(ending.leaks(scalingo.token)).toEqual([]);
    expect(written(ending)).not.toContain(github.token);
  });
});

/** What a step does, and which rows of the documented table that takes. */
const cases: readonly {
  readonly what: string;
  readonly inputs: Readonly<Record<string, string>>;
  readonly features: readonly Feature[];
}[] = [
  { what: 'a comment', inputs: {}, features: ['comment'] },
  {
    what: 'a deployment alone',
    inputs: { comment: 'false', deployment: 'true' },
    features: ['deployment', 'activity'],
  },
  { what: 'both', inputs: { deployment: 'true' }, features: ['comment', 'deployment'] },
];

/** `pull-requests: write` for the fake. */
function grantOf(features: readonly Feature[]): Grant {
  return Object.fromEntries(features.flatMap((feature) => permissions[feature]).map((line) => line.split(': ')));
}

describe('the rights of a job', () => {
  it('are written down for every feature', async () => {
    const docs = await readFile('docs/github-action.md', 'utf8');
    const section = docs.slice(docs.indexOf('## Permissions'), docs.indexOf('### Forks'));

    for (const line of Object.values(permissions).flat()) expect(section).toContain(`\`${line}\``);
  });

  it.concurrent.each(cases)(
    'that are written down suffice for $what, and nothing else is used',
    async ({ features, inputs }) => {
      const grant = grantOf(features);
      const journey = await withAsleepApp({ github: { private: true, grant } });
      // Not fresh: the pull request is read as well.
      const payload = journey.pullRequest({ action: 'synchronize', number: 42, headSha: HEAD_SHA, fresh: false });

      const ending = await journey.run({ payload, inputs });

      expect(told(ending)).toEqual([]);
      expect(journey.github.requests.filter(({ status = 0 }) => status >= 400)).toEqual([]);
    },
  );

  it.concurrent.each(cases.flatMap((one) => Object.keys(grantOf(one.features)).map((scope) => ({ ...one, scope }))))(
    'are all needed for $what: without $scope one warning says so, and the app wakes',
    async ({ features, inputs, scope }) => {
      const grant = grantOf(features);
      const less = Object.fromEntries(Object.entries(grant).filter(([name]) => name !== scope));
      const journey = await withAsleepApp({ github: { private: true, grant: less } });
      const payload = journey.pullRequest({ action: 'synchronize', number: 42, headSha: HEAD_SHA, fresh: false });

      const ending = await journey.run({ payload, inputs });

      expect(ending.outputs.status).toBe('ready');
      expect(told(ending)).toEqual([expect.stringMatching(/^warning: [\s\S]*permissions:\n/)]);
      for (const [name, level] of Object.entries(grant)) expect(told(ending)[0]).toContain(`  ${name}: ${level}`);
    },
  );
});
