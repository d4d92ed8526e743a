import { webApi } from '@slack/bolt';
import { type Check, type Clock, checkOf, type Log, type Secret, type Translate } from '../../core/index.ts';
import { createBoltLogger, createRedact } from './log.ts';
import { type optionalScopes, requiredScopes } from './manifest.ts';
import { silentMeter } from './meter.ts';
import { trySlack } from './web-calls.ts';
import { createSlackFetch } from './web-fetch.ts';

/** Without these something is missing, which the remedy tells. */
const usefulScopes = {
  'chat:write.public': 'public',
  'users:read': 'people',
  'usergroups:read': 'groups',
  'channels:read': 'channels',
} as const satisfies Readonly<Record<(typeof optionalScopes)[number], string>>;

/** Whether Slack takes the bot's token, and what the bot may do with it. */
export async function checkToken(web: webApi.WebClient, translate: Translate): Promise<readonly Check[]> {
  const part = 'slack';
  const answer = await trySlack(() => web.auth.test({}));
  if (!answer.ok) {
    const { kind, error } = answer.failure;
    const values = { error };
    return [
      kind === 'refused'
        ? checkOf(
            { part, status: 'failure', text: 'doctor.slack.refused', remedy: 'doctor.slack.refused.remedy', values },
            translate,
          )
        : checkOf(
            {
              part,
              status: 'unknown',
              text: 'doctor.slack.unreachable',
              remedy: 'doctor.slack.network.remedy',
              values,
            },
            translate,
          ),
    ];
  }
  const team = answer.value.team ?? answer.value.team_id ?? '?';
  const connected = checkOf({ part, status: 'ok', text: 'doctor.slack.ok', values: { team } }, translate);
  return [connected, ...checkScopes(answer.value.response_metadata?.scopes, translate)];
}

/** @param granted undefined: Slack did not tell */
function checkScopes(granted: readonly string[] | undefined, translate: Translate): readonly Check[] {
  if (granted === undefined) return [];
  const part = 'slack';
  const missing = (scope: string) => !granted.includes(scope);
  const needed = requiredScopes.filter(missing).map((scope) => {
    const remedy = 'doctor.slack.scope.remedy';
    const values = { scope };
    return checkOf({ part, status: 'failure', text: 'doctor.slack.scope.needed', remedy, values }, translate);
  });
  const lacking = Object.entries(usefulScopes).filter(([scope]) => missing(scope));
  const useful = lacking.map(([scope, what]) => {
    const lost = translate(`doctor.slack.lost.${what}`);
    const remedy = 'doctor.slack.scope.remedy';
    const values = { scope, lost };
    return checkOf({ part, status: 'warning', text: 'doctor.slack.scope.useful', remedy, values }, translate);
  });
  return [...needed, ...useful];
}

/** Why nothing comes in through the socket; undefined: it does. */
export function checkSocket(problem: string | undefined, translate: Translate): Check {
  const part = 'slack';
  if (problem === undefined) return checkOf({ part, status: 'ok', text: 'doctor.slack.socket.ok' }, translate);
  const remedy = 'doctor.slack.socket.remedy';
  const values = { error: problem };
  return checkOf({ part, status: 'failure', text: 'doctor.slack.socket', remedy, values }, translate);
}

export interface TokenOptions {
  readonly botToken: Secret;
  readonly slackApiUrl?: string | undefined;
  readonly clock: Clock;
  readonly log: Log;
}

/** For a program that does not run the bot itself. */
export function createTokenClient({ botToken, slackApiUrl, clock, log }: TokenOptions): webApi.WebClient {
  const redact = createRedact([botToken]);
  return new webApi.WebClient(botToken.reveal(), {
    ...(slackApiUrl === undefined ? {} : { slackApiUrl }),
    fetch: createSlackFetch({ clock, log, redact, meter: silentMeter }),
    retryConfig: { retries: 0 },
    rejectRateLimitedCalls: true,
    logger: createBoltLogger(log, redact),
  });
}
