import { Secret } from '../core/log.ts';
import { readAddress } from './config-providers.ts';
import {
  type Environment,
  missingVariables,
  readVariable,
  type VariableFault,
  type VariableName,
} from './variables.ts';

/** How Slack reaches the bot: by HTTP, by a socket we open, or installed by several workspaces. */
export type SlackSettings = { readonly apiUrl?: string } & (
  | { readonly mode: 'http'; readonly botToken: Secret; readonly signingSecret: Secret }
  | { readonly mode: 'socket'; readonly botToken: Secret; readonly appToken: Secret }
  | {
      readonly mode: 'oauth';
      readonly clientId: string;
      readonly clientSecret: Secret;
      readonly stateSecret: Secret;
      readonly signingSecret: Secret;
    }
);

const oauthNames = ['SLACK_CLIENT_ID', 'SLACK_CLIENT_SECRET', 'SLACK_STATE_SECRET'] as const;
const tokenNames = ['SLACK_BOT_TOKEN', 'SLACK_SIGNING_SECRET', 'SLACK_APP_TOKEN'] as const;

const modes = ['http', 'socket'] as const;

/** Undefined: no Slack. Half of what a mode needs is a fault that names the rest. */
export function readSlack(env: Environment, faults: VariableFault[]): SlackSettings | undefined {
  const apiUrl = readAddress(env, 'SLACK_API_URL', faults);
  const shared = apiUrl === undefined ? {} : { apiUrl };
  const [bot, signing, app] = tokenNames.map((name) => secretOf(env, name));
  if (missingVariables(env, oauthNames).length < oauthNames.length) {
    const clientId = readVariable(env, 'SLACK_CLIENT_ID');
    const clientSecret = secretOf(env, 'SLACK_CLIENT_SECRET');
    const stateSecret = secretOf(env, 'SLACK_STATE_SECRET');
    if (clientId === undefined || clientSecret === undefined || stateSecret === undefined || signing === undefined)
      return missing(env, [...oauthNames, 'SLACK_SIGNING_SECRET'], faults);
    return { mode: 'oauth', clientId, clientSecret, stateSecret, signingSecret: signing, ...shared };
  }
  if (bot === undefined && signing === undefined && app === undefined) return undefined;
  const mode = readMode(env, faults) ?? (app === undefined ? 'http' : 'socket');
  if (bot === undefined) return missing(env, ['SLACK_BOT_TOKEN'], faults);
  if (mode === 'socket') {
    if (app === undefined) return missing(env, ['SLACK_APP_TOKEN'], faults);
    return { mode, botToken: bot, appToken: app, ...shared };
  }
  if (signing === undefined) return missing(env, ['SLACK_SIGNING_SECRET'], faults);
  return { mode: 'http', botToken: bot, signingSecret: signing, ...shared };
}

/** Which of the two, where both could be; undefined: not said. */
function readMode(env: Environment, faults: VariableFault[]): 'http' | 'socket' | undefined {
  const text = readVariable(env, 'SLACK_MODE')?.toLowerCase();
  const mode = modes.find((known) => known === text);
  if (text !== undefined && mode === undefined)
    faults.push({ names: ['SLACK_MODE'], key: 'variable.level', values: { levels: modes.join(', ') } });
  return mode;
}

function missing(env: Environment, names: readonly VariableName[], faults: VariableFault[]): undefined {
  faults.push({ names: missingVariables(env, names), key: 'variable.missing', values: { kind: 'SLACK_' } });
  return undefined;
}

function secretOf(env: Environment, name: VariableName): Secret | undefined {
  const value = readVariable(env, name);
  return value === undefined ? undefined : new Secret(value);
}
