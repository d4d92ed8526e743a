import { callbackIds } from './ids.ts';

/** How Slack reaches the bot: at a public address, or over a connection that the bot opens. */
export type ManifestMode = { readonly mode: 'http'; readonly publicUrl: string } | { readonly mode: 'socket' };

/** Nothing works without these. */
export const requiredScopes = ['commands', 'chat:write'] as const;

/** An administrator may refuse each of these; what is lost then stands in docs/slack.md. */
export const optionalScopes = ['chat:write.public', 'users:read', 'usergroups:read', 'channels:read'] as const;

/** What Slack tells without being asked. */
export const botEvents = [
  'app_home_opened',
  'app_uninstalled',
  'tokens_revoked',
  'member_joined_channel',
  'channel_archive',
] as const;

/** Where everything that Slack sends arrives. */
const EVENTS_PATH = '/slack/events';

/**
 * The app as api.slack.com/apps takes it, "From a manifest". Its words are English: Slack knows one language per app.
 * @see https://docs.slack.dev/reference/app-manifest
 */
export function slackManifest(mode: ManifestMode) {
  const url = mode.mode === 'http' ? `${mode.publicUrl.replace(/\/+$/, '')}${EVENTS_PATH}` : undefined;
  const at = <Key extends string>(key: Key) => (url === undefined ? {} : { [key]: url });
  return {
    _metadata: { major_version: 2, minor_version: 1 },
    display_information: {
      name: 'Paastis',
      description: 'Puts idle PaaS apps to sleep, wakes them on demand',
      long_description:
        'Paastis watches the apps of your team on Scalingo and Clever Cloud, tells which of them nobody uses, puts them to sleep by your rules or when you ask, and wakes them in seconds from any Slack channel. It never sleeps what is in use, brings back exactly what ran, and always says why. Digests, savings and a record of who did what are included.',
      background_color: '#1f3a5f',
    },
    features: {
      app_home: { home_tab_enabled: true, messages_tab_enabled: true, messages_tab_read_only_enabled: true },
      bot_user: { display_name: 'paastis', always_online: true },
      slash_commands: [
        {
          command: '/paastis',
          ...at('url'),
          description: 'Wake, sleep and look at PaaS apps',
          usage_hint: 'wake|sleep|keep|status|idle|why|help [app]',
          should_escape: true,
        },
      ],
      shortcuts: [
        {
          name: 'Wake an app',
          type: 'global',
          callback_id: callbackIds.wakeApp,
          description: 'Choose an app and wake it',
        },
        {
          name: 'Wake app in message',
          type: 'message',
          callback_id: callbackIds.wakeFromMessage,
          description: 'Wakes the app whose address is in this message',
        },
      ],
    },
    oauth_config: {
      scopes: { bot: [...requiredScopes, ...optionalScopes], bot_optional: [...optionalScopes] },
    },
    settings: {
      event_subscriptions: { ...at('request_url'), bot_events: [...botEvents] },
      interactivity: { is_enabled: true, ...at('request_url'), ...at('message_menu_options_url') },
      org_deploy_enabled: true,
      socket_mode_enabled: mode.mode === 'socket',
      token_rotation_enabled: false,
    },
  };
}
