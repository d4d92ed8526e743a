import { optionalScopes, requiredScopes } from '../../../bot/slack/manifest.ts';
import { createTranslate } from '../../../core/i18n/index.ts';
import { wokenReport } from '../../support/fake-paastis.ts';
import { startBot } from './bot.ts';

const translate = createTranslate('en');

describe('what doctor tells of Slack', () => {
  it('is the workspace alone where all is well', async () => {
    const bot = await startBot(() => wokenReport('shop'));

    const checks = await bot.clock.run(bot.app.doctor(translate));

    expect(checks).toEqual([
      { part: 'slack', status: 'ok', sentence: 'Slack takes the token of the bot; the workspace is Fake.' },
    ]);
  });

  it('names each scope that is missing, what is lost, and how to get it', async () => {
    const bot = await startBot(() => wokenReport('shop'));
    for (const scope of ['commands', 'usergroups:read']) bot.slack.scopes.delete(scope);

    const [, ...checks] = await bot.clock.run(bot.app.doctor(translate));

    expect(checks).toMatchObject([
      { status: 'failure', sentence: expect.stringContaining('`commands`'), remedy: expect.any(String) },
      { status: 'warning', sentence: expect.stringContaining('groups named in `access` have no members') },
    ]);
  });

  it.each([
    ['is refused', { kind: 'error', error: 'account_inactive' }, 'failure', 'account_inactive'],
    ['cannot be asked about', { kind: 'status', status: 503 }, 'unknown', 'http_503'],
  ] as const)('says that the token %s', async (_name, failure, status, word) => {
    const bot = await startBot(() => wokenReport('shop'));
    bot.slack.fail('auth.test', failure, 2);

    const checks = await bot.clock.run(bot.app.doctor(translate));

    expect(checks).toMatchObject([{ status, sentence: expect.stringContaining(word), remedy: expect.any(String) }]);
  });

  it.each(['en', 'fr'] as const)('has words for everything that can be lost (%s)', async (language) => {
    const bot = await startBot(() => wokenReport('shop'));
    bot.slack.scopes.clear();
    bot.slack.scopes.add('none');

    const checks = await bot.clock.run(bot.app.doctor(createTranslate(language)));

    // The connection, then every scope of the manifest.
    expect(checks).toHaveLength(1 + requiredScopes.length + optionalScopes.length);
  });
});
