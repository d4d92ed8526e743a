import { createHmac } from 'node:crypto';

/** Body and headers of a request, ready to be sent. */
export interface Signed {
  readonly body: string;
  readonly headers: Record<string, string>;
}

/** `v0=` and the HMAC-SHA256 of `v0:timestamp:body`, https://docs.slack.dev/authentication/verifying-requests-from-slack */
export function signBody(signingSecret: string, timestampS: number, body: string): string {
  return `v0=${createHmac('sha256', signingSecret).update(`v0:${timestampS}:${body}`).digest('hex')}`;
}

/** A command, or with the field `payload` a click or a form, as Slack sends it. */
export function signCommand(
  signingSecret: string,
  timestampS: number,
  fields: Readonly<Record<string, string>>,
): Signed {
  const body = new URLSearchParams(fields).toString();
  return { body, headers: headersOf(signingSecret, timestampS, body, 'application/x-www-form-urlencoded') };
}

/** An event as Slack sends it. */
export function signEvent(signingSecret: string, timestampS: number, payload: object): Signed {
  const body = JSON.stringify(payload);
  return { body, headers: headersOf(signingSecret, timestampS, body, 'application/json') };
}

function headersOf(signingSecret: string, timestampS: number, body: string, type: string): Record<string, string> {
  return {
    'content-type': type,
    'x-slack-request-timestamp': String(timestampS),
    'x-slack-signature': signBody(signingSecret, timestampS, body),
  };
}
