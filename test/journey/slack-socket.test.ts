import { systemClock } from '../../core/clock.ts';
import { startFakeSlack } from '../support/fake-slack.ts';
import { startFakeSocket } from '../support/fake-socket.ts';
import { endPrograms, startProgram } from '../support/program.ts';
import { removeFolders } from '../support/temporary-folder.ts';

afterAll(async () => {
  await endPrograms();
  await removeFolders();
});

const secrets = { botToken: 'xoxb-1-socket', signingSecret: 'socket-signing-secret', appToken: 'xapp-1-socket' };

/** The bot with no address of its own, in front of a local Slack and the sandbox. */
async function open(appToken = secrets.appToken) {
  const slack = await startFakeSlack({ clock: systemClock, ...secrets });
  const socket = await startFakeSocket(slack);
  const program = await startProgram(['start', '--speed', '20'], {
    env: {
      SLACK_BOT_TOKEN: secrets.botToken,
      SLACK_APP_TOKEN: appToken,
      SLACK_API_URL: slack.apiUrl,
      HOST: '127.0.0.1',
      PORT: '0',
    },
  });
  const [, url = ''] = await program.saw(/Listening on (http:\S+)/);
  const close = async () => {
    await socket.close();
    await slack.close();
  };
  return { slack, socket, program, url, close };
}

describe('the bot without a public address', () => {
  it.concurrent('wakes an app through the socket, also after Slack has ended it once, and stops when told to', async () => {
    const { slack, socket, program, url, close } = await open();
    const hands = slack.hands(socket.deliver);

    socket.goodbye('refresh_requested');
    await socket.untilGreeted(2);
    const answer = await hands.type('wake shop-pr42');
    for (let look = 0; look < 200 && !/woke in/.test(slack.messages.at(-1)?.versions.at(-1)?.text ?? ''); look += 1)
      await systemClock.delay(50);
    const [ready, forged, metrics] = await Promise.all([
      fetch(`${url}/readyz`),
      fetch(`${url}/slack/events`, { method: 'POST', body: 'command=/paastis' }),
      fetch(`${url}/metrics`).then((scraped) => scraped.text()),
    ]);
    program.kill('SIGTERM');
    const ended = await program.ended;

    expect(answer.status).toBe(200);
    expect(slack.messages.map(({ versions }) => versions.at(-1)?.text)).toEqual([expect.stringMatching(/woke in/)]);
    expect([ready.status, forged.status]).toEqual([200, 404]);
    expect(metrics).toContain('paastis_slack_requests_total{kind="command",outcome="accepted"} 1');
    expect(metrics).toMatch(/^paastis_apps\{status="running"\} [1-9]/m);
    expect(ended.code).toBe(0);
    expect(ended.stdout + ended.stderr).not.toMatch(/xoxb-|xapp-|unhandled|nobody looking/);
    await close();
  });

  it.concurrent('lives on when the token of the app is refused, and tells so', async () => {
    const { program, url, close } = await open('xapp-1-revoked');

    const ready = await fetch(`${url}/readyz`);
    const told = await ready.json();
    program.kill('SIGTERM');
    const ended = await program.ended;

    expect([ready.status, told]).toEqual([
      503,
      { ready: false, not_ready: [{ part: 'slack', code: 'socket_invalid_auth' }] },
    ]);
    expect(ended.code).toBe(0);
    expect(ended.stderr).toContain('SLACK_APP_TOKEN: Slack refuses it');
    expect(ended.stderr).not.toContain('xapp-1-revoked');
    await close();
  });
});
