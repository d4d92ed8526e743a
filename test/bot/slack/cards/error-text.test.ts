import { privateErrorText } from '../../../../bot/slack/cards/error-text.ts';

const remedy = 'Ask U0123456789 or S0123456789.';

describe('an error for one person alone', () => {
  it.each(['not_allowed', 'sleep_refused'])('shows the people and groups that a refusal names (%s)', (code) => {
    expect(privateErrorText({ code, message: 'No.', remedy })).toBe(
      'No. Ask <@U0123456789> or <!subteam^S0123456789>.',
    );
  });

  it('leaves alone what only looks like a person: words of a provider, and the name of the app itself', () => {
    expect(privateErrorText({ code: 'provider_refused', message: 'No.', remedy })).toBe(`No. ${remedy}`);
    expect(privateErrorText({ code: 'sleep_refused', message: 'U0123456789 runs.', remedy: '' }, 'U0123456789')).toBe(
      'U0123456789 runs. ',
    );
  });

  it('makes no mention of markup', () => {
    expect(privateErrorText({ code: 'not_allowed', message: '<!channel>', remedy: '<@U0123456789>' })).toBe(
      '&lt;!channel&gt; &lt;@<@U0123456789>&gt;',
    );
  });
});
