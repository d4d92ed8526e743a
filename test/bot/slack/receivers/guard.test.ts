import { createGuard } from '../../../../bot/slack/receivers/guard.ts';
import { Secret } from '../../../../core/log.ts';
import { FakeClock } from '../../../support/fake-clock.ts';
import { signBody } from '../../../support/fake-slack.ts';

/** The worked example of https://docs.slack.dev/authentication/verifying-requests-from-slack, read 2026-11-22. */
const published = {
  secret: '8f742231b10e8888abcd99yyyzzz85a5',
  timestampS: 1_531_420_618,
  body:
    'token=xyzz0WbapA4vBCDEFasx0q6G&team_id=T1DC2JH3J&team_domain=testteamnow&channel_id=G8PSS9T3V' +
    '&channel_name=foobar&user_id=U2CERLKJA&user_name=roadrunner&command=%2Fwebhook-collect&text=' +
    '&response_url=https%3A%2F%2Fhooks.slack.com%2Fcommands%2FT1DC2JH3J%2F397700885554%2F96rGlfmibIGlgcZRskXaIFfN' +
    '&trigger_id=398738663015.47445629121.803a0bc887a14d10d2c447fce8b6703c',
  signature: 'v0=a2114d57b48eac39b9ad189dd8316235a7b4a8d21a10bd27519666489c69b503',
};

const secret = new Secret(published.secret);

/** A guard whose clock stands `agoS` seconds after the timestamp of the published example. */
function guardAfter(agoS: number) {
  const clock = new FakeClock(new Date((published.timestampS + agoS) * 1_000).toISOString());
  return { clock, guard: createGuard(secret, clock) };
}

function headersFor(timestampS: number, signature: string) {
  return { 'x-slack-request-timestamp': String(timestampS), 'x-slack-signature': signature };
}

describe("guarding Slack's door", () => {
  it("lets the example of Slack's documentation in, and our test signer agrees with it", () => {
    const { guard } = guardAfter(2);

    const verdict = guard.check(headersFor(published.timestampS, published.signature), published.body);

    expect(verdict).toBe('genuine');
    expect(signBody(published.secret, published.timestampS, published.body)).toBe(published.signature);
  });

  it.each([
    ['300 s old', 300, 'genuine'],
    ['301 s old', 301, 'stale'],
    ['300 s in the future', -300, 'genuine'],
    ['301 s in the future', -301, 'stale'],
    ['a day in the future', -86_400, 'stale'],
  ])('judges a well-signed request %s', (_name, agoS, expected) => {
    const { guard } = guardAfter(agoS);

    const verdict = guard.check(headersFor(published.timestampS, published.signature), published.body);

    expect(verdict).toBe(expected);
  });

  it('refuses a changed body, another secret and missing headers', () => {
    const { guard } = guardAfter(0);
    const { timestampS, body } = published;

    const verdicts = [
      guard.check(headersFor(timestampS, published.signature), `${body}&text=sleep`),
      guard.check(headersFor(timestampS, signBody('another', timestampS, body)), body),
      guard.check({ 'x-slack-signature': published.signature }, body),
      guard.check({ 'x-slack-request-timestamp': String(timestampS) }, body),
    ];

    expect(verdicts).toEqual(['forged', 'forged', 'forged', 'forged']);
  });

  it('knows a request again, however its headers are dressed up', () => {
    const { guard } = guardAfter(0);
    const { timestampS, signature, body } = published;
    guard.check(headersFor(timestampS, signature), body);

    const verdicts = [
      guard.check(headersFor(timestampS, signature), body),
      guard.check(headersFor(timestampS, `${signature}=x`), body),
      guard.check({ 'x-slack-request-timestamp': `0${timestampS}`, 'x-slack-signature': signature }, body),
    ];

    expect(verdicts).toEqual(['replayed', 'forged', 'forged']);
  });

  it('still refuses a replay once its signature is forgotten', async () => {
    const { guard, clock } = guardAfter(-300);
    guard.check(headersFor(published.timestampS, published.signature), published.body);

    await clock.advance(601_000);
    const verdict = guard.check(headersFor(published.timestampS, published.signature), published.body);

    expect(verdict).toBe('stale');
  });
});
