import { createBoltLogger, createRedact } from '../../../bot/slack/log.ts';
import { type Log, Secret } from '../../../core/log.ts';

describe('what is logged about Slack', () => {
  it.each([
    ['a bot token', 'token xoxb-1-abc rejected'],
    ['a rotated token', 'token xoxe.xoxb-1-Mi0y rejected'],
    ['an app token', 'token xapp-1-A0-abc rejected'],
    ['a write-back address', 'token https://hooks.slack.com/commands/T1/2/abc rejected'],
    ['a secret of ours', 'token 8f742231b10e rejected'],
  ])('never holds %s', (_name, text) => {
    const redact = createRedact([new Secret('8f742231b10e')]);

    const kept = redact(text);

    expect(kept).toBe('token [secret] rejected');
  });

  it('takes the library at its word from information on, and never its debug lines with whole bodies', () => {
    const lines: string[] = [];
    const note = (level: string) => (facts: object, text: string) =>
      void lines.push(`${level} ${text} ${JSON.stringify(facts)}`);
    const log: Log = { debug: note('debug'), info: note('info'), warn: note('warn'), error: note('error') };
    const logger = createBoltLogger(log, createRedact([]));

    logger.debug('body', { text: 'private' });
    logger.warn('http request failed', new Error('reset'));
    logger.error(`no ${'x'.repeat(1_000)}`);

    expect(lines).toEqual([
      'warn slack library {"said":"http request failed reset"}',
      `error slack library {"said":"no ${'x'.repeat(497)}"}`,
    ]);
  });
});
