import { systemClock } from '../../core/clock.ts';
import { startFakeSlack } from '../support/fake-slack.ts';
import { endPrograms, startProgram } from '../support/program.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterAll(async () => {
  await endPrograms();
  await removeFolders();
});

const secrets = { botToken: 'xoxb-1-process', signingSecret: 'process-signing-secret' };

/** The bot in front of a local Slack, without any account: with the sandbox behind it. */
async function open(botToken = secrets.botToken) {
  const slack = await startFakeSlack({ clock: systemClock, ...secrets });
  const program = await startProgram(['start', '--speed', '20'], {
    env: {
      SLACK_BOT_TOKEN: botToken,
      SLACK_SIGNING_SECRET: secrets.signingSecret,
      SLACK_API_URL: slack.apiUrl,
      HOST: '127.0.0.1',
      PORT: '0',
    },
  });
  const [, url = ''] = await program.saw(/Listening on (http:\S+)/);
  return { slack, program, url };
}

/** Real time passes in the other process: the last words of its newest message are looked for until they come. */
async function lastText(slack: Awaited<ReturnType<typeof open>>['slack'], pattern: RegExp): Promise<string> {
  for (let look = 0; look < 200; look += 1) {
    const text = slack.messages.at(-1)?.versions.at(-1)?.text ?? '';
    if (pattern.test(text)) return text;
    await systemClock.delay(50);
  }
  throw new Error(`No message like ${pattern}: ${JSON.stringify(slack.messages)}`);
}

describe('the bot as a process of its own', () => {
  it.concurrent('wakes an app from a signed command in one message, is healthy, and stops when told to', async () => {
    const { slack, program, url } = await open();

    const answer = await slack.type(url, 'wake shop-pr42');
    const text = await lastText(slack, /woke in/);
    const [alive, ready] = await Promise.all([fetch(`${url}/healthz`), fetch(`${url}/readyz`)]);
    program.kill('SIGTERM');
    const ended = await program.ended;

    expect(answer.status).toBe(200);
    expect(text).toMatch(/^shop-pr42: woke in .* with web:1:S worker:1:S/);
    expect(slack.messages).toHaveLength(1);
    expect(slack.messages[0]?.versions.length).toBeGreaterThan(1);
    expect([alive.status, ready.status]).toEqual([200, 200]);
    expect(ended.code).toBe(0);
    expect(ended.stdout + ended.stderr).not.toMatch(/xoxb-|process-signing-secret/);
    await slack.close();
  });

  it.concurrent('refuses a command with a wrong signature', async () => {
    const { slack, program, url } = await open();

    const answer = await fetch(`${url}/slack/events`, {
      method: 'POST',
      headers: {
        'content-type': 'application/x-www-form-urlencoded',
        'x-slack-request-timestamp': String(Math.floor(systemClock.now().getTime() / 1_000)),
        'x-slack-signature': `v0=${'0'.repeat(64)}`,
      },
      body: new URLSearchParams(slack.commandFields('wake shop-pr42')).toString(),
    });
    program.kill('SIGTERM');

    expect(answer.status).toBe(401);
    expect(slack.messages).toHaveLength(0);
    expect((await program.ended).code).toBe(0);
    await slack.close();
  });

  it.concurrent('lives on without Slack when its token is refused, and tells so', async () => {
    const { slack, program, url } = await open('xoxb-1-revoked');

    const ready = await fetch(`${url}/readyz`);
    program.kill('SIGTERM');
    const ended = await program.ended;

    expect(ready.status).toBe(503);
    expect(await ready.json()).toEqual({ ready: false, not_ready: [{ part: 'slack', code: 'invalid_auth' }] });
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('SLACK_BOT_TOKEN: Slack refuses it');
    expect(ended.stderr).not.toContain('xoxb-1-revoked');
    await slack.close();
  });
});
