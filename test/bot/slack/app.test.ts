import { ConfigError } from '../../../core/errors.ts';
import { progressOf, wokenReport } from '../../support/fake-paastis.ts';
import { fakeChannel, fakeUser, signBody, signCommand } from '../../support/fake-slack.ts';
import { botToken, buildBot, settle, signingSecret, startBot } from './bot.ts';

const nowS = 1_795_338_000; // 2026-11-22T09:00:00Z, where the fake clock starts

function post(url: string, signed: { body: string; headers: Record<string, string> }) {
  return fetch(`${url}/slack/events`, { method: 'POST', ...signed });
}

describe('a Slack command', () => {
  it('is acknowledged at once while the core is slow, then told in one message to its end', async () => {
    const bot = await startBot(async (_line, { onProgress }) => {
      onProgress?.(progressOf('shop-pr42', { phase: 'requesting', text: 'asking the provider' }));
      await bot.clock.delay(5_000);
      onProgress?.(progressOf('shop-pr42', { phase: 'booting', text: 'booting' }));
      await bot.clock.delay(20_000);
      return wokenReport('shop-pr42');
    });
    const typedAt = bot.clock.now().getTime();

    const answer = await bot.type('wake shop-pr42');
    const acknowledgedAt = bot.clock.now().getTime();
    await settle(bot);

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringContaining('wake shop-pr42'),
    });
    expect(acknowledgedAt).toBe(typedAt);
    expect(bot.slack.messages).toHaveLength(1);
    expect(bot.slack.messages[0]?.versions.map(({ text }) => text)).toEqual([
      'shop-pr42: asking the provider',
      'shop-pr42: booting',
      'shop-pr42: woke in 25 s',
    ]);
    expect(bot.slack.whispers).toHaveLength(0);
  });

  it('reaches the core with who asked, from where, and the words as typed', async () => {
    const bot = await startBot(() => wokenReport('shop-pr42'));

    await bot.type('wake <https://shop-pr42.osc-fr1.scalingo.io|shop-pr42.osc-fr1.scalingo.io> &amp; more');
    await settle(bot);

    expect(bot.paastis.asked).toHaveLength(1);
    expect(bot.paastis.asked[0]).toMatchObject({
      line: 'wake https://shop-pr42.osc-fr1.scalingo.io & more',
      caller: { actor: `slack:${fakeUser}`, entryPoint: 'slack', language: 'en' },
    });
  });

  it('answers an unknown app to the person alone, with the remedy', async () => {
    const bot = await startBot(() => ({
      kind: 'error',
      error: { code: 'app_unknown', message: 'No app is named shop-pr24.', remedy: 'Did you mean shop-pr42?' },
    }));

    await bot.type('wake shop-pr24');
    await settle(bot);

    expect(bot.slack.messages).toHaveLength(0);
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual(['No app is named shop-pr24. Did you mean shop-pr42?']);
  });

  it('tells the person alone, first and last, where the bot is not in the channel', async () => {
    const bot = await startBot(async (_line, { onProgress }) => {
      for (const phase of ['requesting', 'booting', 'answering'] as const) {
        onProgress?.(progressOf('shop', { phase, text: phase }));
        await bot.clock.delay(10_000);
      }
      return wokenReport('shop');
    });
    bot.slack.memberOf.clear();
    bot.slack.scopes.delete('chat:write.public');

    await bot.type('wake shop');
    await settle(bot);

    expect(bot.slack.messages).toHaveLength(0);
    expect(bot.slack.whispers.map(({ text }) => text)).toEqual(['shop: requesting', 'shop: woke in 25 s']);
  });

  it('gets a sentence with a reference when the core breaks, and the log has the same', async () => {
    const bot = await startBot(() => {
      throw new Error(`lost ${botToken} of https://hooks.slack.com/commands/T1/2/3`);
    });

    await bot.type('list');
    await settle(bot);

    const reference = /reference ([0-9A-F]{6})/.exec(bot.slack.whispers[0]?.text ?? '')?.[1];
    expect(reference).toBeDefined();
    expect(bot.logged.some((line) => line.includes(`"reference":"${reference}"`))).toBe(true);
  });

  it('gets an answer with a reference at once when it cannot even be read', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await bot.type('wake shop', { response_url: 'nowhere' });

    expect(answer.status).toBe(200);
    expect(JSON.parse(answer.body)).toMatchObject({
      response_type: 'ephemeral',
      text: expect.stringMatching(/reference [0-9A-F]{6}/),
    });
    expect(bot.paastis.asked).toHaveLength(0);
  });

  it('without a word is passed on as it is', async () => {
    const bot = await startBot(() => ({ kind: 'help', entries: [], detailed: false }));

    await bot.type('');
    await settle(bot);

    expect(bot.paastis.asked.map(({ line }) => line)).toEqual(['']);
  });

  it('is refused when it comes from another workspace', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await bot.type('wake shop', { team_id: 'T0OTHER0001' });
    await settle(bot);

    expect(JSON.parse(answer.body).text).toContain('workspace');
    expect(bot.paastis.asked).toHaveLength(0);
  });

  it('is taken with a charset in its content type', async () => {
    const bot = await startBot(() => wokenReport('shop'));
    const signed = signCommand(signingSecret, nowS, bot.slack.commandFields('wake shop'));

    const answer = await post(bot.url, {
      ...signed,
      headers: { ...signed.headers, 'content-type': 'application/x-www-form-urlencoded;charset=UTF-8' },
    });
    await settle(bot);

    expect(answer.status).toBe(200);
    expect(bot.slack.messages).toHaveLength(1);
  });
});

describe('a request that is not to be trusted', () => {
  it.each([
    ['signed with another secret', 'another', nowS],
    ['older than five minutes', signingSecret, nowS - 301],
    ['from the future', signingSecret, nowS + 301],
  ])('is answered 401 when %s', async (_name, secret, timestampS) => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await post(bot.url, signCommand(secret, timestampS, bot.slack.commandFields('wake shop')));
    await settle(bot);

    expect(answer.status).toBe(401);
    expect(bot.paastis.asked).toHaveLength(0);
  });

  it('runs once however often the same bytes arrive', async () => {
    const bot = await startBot(() => wokenReport('shop'));
    const signed = signCommand(signingSecret, nowS, bot.slack.commandFields('wake shop'));

    const answers = await Promise.all([post(bot.url, signed), post(bot.url, signed), post(bot.url, signed)]);
    await settle(bot);

    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(bot.paastis.asked).toHaveLength(1);
  });

  it('is answered 413 when it is larger than anything Slack sends', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await bot.type('x'.repeat(1_100_000));

    expect(answer.status).toBe(413);
  });

  it('is answered 400 when its payload cannot be read', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await post(bot.url, signCommand(signingSecret, nowS, { payload: '{"type":' }));

    expect(answer.status).toBe(400);
  });
});

describe("Slack's other requests", () => {
  it('proves the address to Slack', async () => {
    const bot = await startBot(() => wokenReport('shop'));
    const body = JSON.stringify({ type: 'url_verification', challenge: 'abc' });
    const { headers } = signCommand(signingSecret, nowS, {});

    const answer = await post(bot.url, {
      body,
      headers: {
        ...headers,
        'content-type': 'application/json; charset=utf-8',
        'x-slack-signature': signBody(signingSecret, nowS, body),
      },
    });

    expect(await answer.json()).toEqual({ challenge: 'abc' });
  });

  it('answers the unsigned probe of the certificate', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await post(bot.url, {
      body: 'ssl_check=1&token=x',
      headers: { 'content-type': 'application/x-www-form-urlencoded' },
    });

    expect(answer.status).toBe(200);
  });

  it('acknowledges a click on Open', async () => {
    const bot = await startBot(() => wokenReport('shop'));
    const payload = JSON.stringify({
      type: 'block_actions',
      team: { id: 'T0FAKE00001' },
      user: { id: fakeUser, team_id: 'T0FAKE00001' },
      channel: { id: fakeChannel },
      actions: [{ type: 'button', action_id: 'app.open', block_id: 'b', action_ts: '1.1' }],
    });

    const answer = await post(bot.url, signCommand(signingSecret, nowS, { payload }));

    expect(answer.status).toBe(200);
  });

  it('says at once that nobody listens to another command', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const answer = await bot.type('wake shop', { command: '/other' });

    expect(answer.status).toBe(404);
  });
});

describe('connecting to Slack', () => {
  it('names the variable and the remedy when the token is refused, and commands say so', async () => {
    const bot = await buildBot(() => wokenReport('shop'));
    bot.slack.fail('auth.test', { kind: 'error', error: 'invalid_auth' });

    const start = bot.clock.run(bot.app.start());

    await expect(start).rejects.toThrow(ConfigError);
    await expect(start).rejects.toThrow(/SLACK_BOT_TOKEN.*invalid_auth.*OAuth & Permissions/);
    expect((await bot.type('wake shop')).body).toContain('SLACK_BOT_TOKEN');
    expect(bot.app.check()).toEqual([{ part: 'slack', code: 'invalid_auth' }]);
    expect(bot.paastis.asked).toHaveLength(0);
  });

  it('goes on trying while Slack cannot be reached', async () => {
    const bot = await buildBot(() => wokenReport('shop'));
    bot.slack.fail('auth.test', { kind: 'status', status: 503 }, 4);

    await bot.clock.run(bot.app.start());
    const before = bot.app.check();
    const early = await bot.type('wake shop');
    await settle(bot);

    expect(before).toEqual([{ part: 'slack', code: 'connecting' }]);
    expect(early.body).toContain('Try again in a minute');
    expect(bot.app.check()).toEqual([]);
    expect((await bot.type('wake shop')).status).toBe(200);
  });
});

describe('stopping', () => {
  it('finishes the commands under way and takes no new one', async () => {
    const bot = await startBot(async (_line, { onProgress }) => {
      onProgress?.(progressOf('shop'));
      await bot.clock.delay(10_000);
      return wokenReport('shop');
    });
    await bot.type('wake shop');

    await bot.clock.run(bot.app.stop());
    const late = await bot.type('wake shop');

    expect(bot.slack.messages[0]?.versions.at(-1)?.text).toBe('shop: woke in 25 s');
    expect(late.body).toContain('restarting');
    expect(bot.paastis.asked).toHaveLength(1);
  });

  it('does not wait longer than it may, and says so in the message it leaves', async () => {
    const bot = await startBot(async (_line, { onProgress }) => {
      onProgress?.(progressOf('shop'));
      await bot.clock.delay(3_600_000);
      return wokenReport('shop');
    });
    await bot.type('wake shop');
    const startedAt = bot.clock.now().getTime();

    await bot.clock.run(bot.app.stop());

    expect(bot.clock.now().getTime() - startedAt).toBe(20_000);
    expect(bot.slack.messages[0]?.versions.at(-1)?.text).toContain('Paastis restarts');
    expect(bot.logged.some((line) => line.startsWith('slack commands cut off'))).toBe(true);
  });

  it('ends in time although Slack does not take the last words', async () => {
    const bot = await startBot(async (_line, { onProgress }) => {
      onProgress?.(progressOf('shop'));
      await bot.clock.delay(3_600_000);
      return wokenReport('shop');
    });
    await bot.type('wake shop');
    bot.slack.fail('chat.update', { kind: 'status', status: 500 }, 100);
    const startedAt = bot.clock.now().getTime();

    await bot.clock.run(bot.app.stop());

    expect(bot.clock.now().getTime() - startedAt).toBe(23_000);
  });
});

describe('secrets', () => {
  it('stay out of logs and of what people read, whatever goes wrong', async () => {
    const bot = await startBot((line, { onProgress }) => {
      onProgress?.(progressOf('shop'));
      if (line === 'list') throw new Error(`lost ${botToken} and ${signingSecret}`);
      return wokenReport('shop');
    });
    bot.slack.fail('chat.postMessage', { kind: 'status', status: 500 }, 3);
    bot.slack.fail('chat.update', { kind: 'error', error: 'invalid_auth' }, 3);
    bot.slack.fail('response_url', { kind: 'reset' }, 2);

    await bot.type('wake shop');
    await settle(bot);
    await bot.type('list');
    await settle(bot);

    const everything = JSON.stringify([bot.logged, bot.slack.messages, bot.slack.whispers]);
    expect(bot.logged.length).toBeGreaterThan(3);
    expect(everything).not.toContain(botToken);
    expect(everything).not.toContain(signingSecret);
    expect(everything).not.toContain('secretpart');
  });
});
