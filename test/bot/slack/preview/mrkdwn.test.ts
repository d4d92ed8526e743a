import { mrkdwnHtml, plainHtml } from '../../../../bot/slack/preview/mrkdwn.ts';

const reading = { language: 'en', timezone: 'Europe/Paris', now: new Date('2026-11-23T09:05:00.000Z') } as const;

const html = (mrkdwn: string) => mrkdwnHtml(mrkdwn, reading);

describe('Slack’s markup as HTML', () => {
  it.each([
    ['*bold* and _slanted_, ~gone~.', '<b>bold</b> and <i>slanted</i>, <s>gone</s>.'],
    ['2*3*4 and snake_case_name', '2*3*4 and snake_case_name'],
    ['`a *b* <c>`', '<code>a *b* &lt;c&gt;</code>'],
    ['a &lt;b&gt; &amp; c', 'a &lt;b&gt; &amp; c'],
    ['<https://a.example/?x=1&amp;y=2|*here*>', '<a href="https://a.example/?x=1&amp;y=2"><b>here</b></a>'],
    ['<@U0ANA000001> in <#C0DEV000001>', '<span class="mention">@Ana</span> in <span class="mention">#dev</span>'],
    ['one\ntwo', 'one<br>two'],
    ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
    ['"quoted" \'text\'', '&quot;quoted&quot; &#39;text&#39;'],
  ])('draws %j', (mrkdwn, expected) => {
    expect(html(mrkdwn)).toBe(expected);
  });

  it('shows dates in the reader’s language and zone', () => {
    const today = '<!date^1795424700^{date_short_pretty} {time}|2026-11-23 09:05 UTC>';
    const later = '<!date^1796029500^{date_short_pretty} {time}|2026-11-30 09:05 UTC>';

    expect(html(today)).toBe('<time>today 10:05</time>');
    expect(html(later)).toBe('<time>30 Nov 2026 10:05</time>');
    expect(mrkdwnHtml(today, { ...reading, language: 'fr' })).toBe('<time>aujourd’hui 10:05</time>');
  });

  it('shows emojis, and leaves what it does not know as it is written', () => {
    expect(plainHtml(':zzz: *not bold* :nonsense:')).toBe(
      '<span class="emoji" title="zzz">💤</span> *not bold* :nonsense:',
    );
  });
});
