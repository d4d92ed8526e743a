import { messageJson } from './chat.ts';
import { valuesJson } from './elements.ts';
import { stateOf } from './form-state.ts';
import type { By } from './gestures.ts';
import { viewJson } from './views.ts';
import { botId, botUser, fakeAppId, fakeChannel, fakeTeam, fakeUser, type Seen, type Workspace } from './workspace.ts';

/** The fields of a command, with a fresh write-back address. */
export function commandFields(
  workspace: Workspace,
  baseUrl: string,
  text: string,
  user = fakeUser,
): Record<string, string> {
  return {
    command: '/paastis',
    text,
    user_id: user,
    user_name: workspace.people.get(user)?.name ?? 'somebody',
    channel_id: fakeChannel,
    channel_name: 'dev',
    team_id: fakeTeam,
    team_domain: 'fake',
    is_enterprise_install: 'false',
    api_app_id: fakeAppId,
    trigger_id: workspace.newTrigger(user),
    response_url: baseUrl + workspace.newWriteBack({ user, channel: fakeChannel }),
  };
}

/** The one whose gesture it is. */
export function whoOf(user: string, by: By): Record<string, unknown> {
  const name = 'somebody';
  return {
    user: { id: user, username: name, name, team_id: by.team ?? fakeTeam },
    team: { id: fakeTeam, domain: 'fake' },
    enterprise: null,
    is_enterprise_install: false,
    api_app_id: fakeAppId,
    token: 'verification-token-of-old',
  };
}

export interface Placing {
  readonly user: string;
  readonly by: By;
  readonly workspace: Workspace;
  readonly baseUrl: string;
}

/** Where something was done, as Slack tells it. */
export function placeOf(on: Seen, { user, by, workspace, baseUrl }: Placing): Record<string, unknown> {
  if (on.kind === 'view')
    return { container: { type: 'view', view_id: on.id }, view: viewJson(on, valuesJson(stateOf(on))) };
  const channel = by.channel ?? on.channel;
  const container = {
    type: 'message',
    message_ts: on.ts,
    channel_id: channel,
    is_ephemeral: on.kind === 'whisper',
    ...(on.threadTs === undefined ? {} : { thread_ts: on.threadTs }),
  };
  return {
    container,
    channel: { id: channel, name: workspace.channels.get(channel)?.name ?? 'privategroup' },
    // Of what one person alone sees Slack sends no content.
    ...(on.kind === 'message' ? { message: messageJson(on) } : {}),
    state: { values: valuesJson(stateOf(on)) },
    response_url: baseUrl + workspace.newWriteBack({ user, channel, origin: on }),
  };
}

/** What Slack puts around an event. */
export function envelopeOf(event: Readonly<Record<string, unknown>>, workspace: Workspace): Record<string, unknown> {
  return {
    token: 'verification-token-of-old',
    team_id: fakeTeam,
    context_team_id: fakeTeam,
    context_enterprise_id: null,
    api_app_id: fakeAppId,
    event,
    type: 'event_callback',
    event_id: `Ev${String(workspace.next()).padStart(9, '0')}`,
    event_time: Math.floor(workspace.nowMs() / 1_000),
    authorizations: [
      { enterprise_id: null, team_id: fakeTeam, user_id: botUser, is_bot: true, is_enterprise_install: false },
    ],
    is_ext_shared_channel: false,
    event_context: `4-${botId}`,
  };
}
