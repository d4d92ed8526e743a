import * as z from 'zod';

/**
 * The limits of Slack's published schema of app manifests, version 2.0.0 (github.com/slackapi/manifest-schema, read
 * 2026-11-23), for the parts Paastis uses; anything else is refused until it is described here.
 */
const text = (most: number, least = 1) => z.string().min(least).max(most);
const url = (most: number) =>
  z
    .string()
    .regex(/^https:\/\//)
    .max(most);
const unique = <Item extends z.ZodType>(item: Item, most: number) =>
  z
    .array(item)
    .max(most)
    .refine((items) => new Set(items).size === items.length, { message: 'must hold each once' });

export const slackManifestSchema = z.strictObject({
  _metadata: z.strictObject({ major_version: z.int(), minor_version: z.int() }),
  display_information: z.strictObject({
    name: text(35),
    description: text(140),
    background_color: z.string().regex(/^#[0-9a-fA-F]{3}(?:[0-9a-fA-F]{3})?$/),
    long_description: text(4_000, 175),
  }),
  features: z.strictObject({
    app_home: z.strictObject({
      home_tab_enabled: z.boolean(),
      messages_tab_enabled: z.boolean(),
      messages_tab_read_only_enabled: z.boolean(),
    }),
    bot_user: z.strictObject({ display_name: text(80), always_online: z.boolean() }),
    slash_commands: z
      .array(
        z.strictObject({
          command: z.string().regex(/^\//).min(2).max(32),
          url: url(3_000).exactOptional(),
          description: text(2_000),
          usage_hint: text(1_000),
          should_escape: z.boolean(),
        }),
      )
      .min(1)
      .max(50),
    shortcuts: z
      .array(
        z.strictObject({
          name: text(24),
          type: z.enum(['message', 'global']),
          callback_id: text(255),
          description: text(150),
        }),
      )
      .min(1)
      .max(10),
  }),
  oauth_config: z.strictObject({
    scopes: z.strictObject({ bot: unique(z.string().max(50), 255), bot_optional: unique(z.string().max(50), 255) }),
  }),
  settings: z.strictObject({
    event_subscriptions: z.strictObject({
      request_url: url(3_500).exactOptional(),
      bot_events: unique(z.string().max(50), 100),
    }),
    interactivity: z.strictObject({
      is_enabled: z.boolean(),
      request_url: url(3_500).exactOptional(),
      message_menu_options_url: url(3_500).exactOptional(),
    }),
    org_deploy_enabled: z.boolean(),
    socket_mode_enabled: z.boolean(),
    token_rotation_enabled: z.boolean(),
  }),
});

/** The bot scope each method of the Web API takes, `undefined` for none, https://docs.slack.dev/reference/methods */
export const methodScopes: Readonly<Record<string, string | undefined>> = {
  'apps.connections.open': undefined,
  'auth.test': undefined,
  'chat.delete': 'chat:write',
  'chat.getPermalink': undefined,
  'chat.postEphemeral': 'chat:write',
  'chat.postMessage': 'chat:write',
  'chat.update': 'chat:write',
  'conversations.info': 'channels:read',
  'conversations.list': 'channels:read',
  'conversations.members': 'channels:read',
  'conversations.open': 'im:write',
  'files.completeUploadExternal': 'files:write',
  'files.getUploadURLExternal': 'files:write',
  'reactions.add': 'reactions:write',
  'team.info': 'team:read',
  'usergroups.list': 'usergroups:read',
  'usergroups.users.list': 'usergroups:read',
  'users.info': 'users:read',
  'views.open': undefined,
  'views.publish': undefined,
  'views.push': undefined,
  'views.update': undefined,
};

/** The bot scope each event takes, https://docs.slack.dev/reference/events */
export const eventScopes: Readonly<Record<string, string | undefined>> = {
  app_home_opened: undefined,
  app_uninstalled: undefined,
  channel_archive: 'channels:read',
  member_joined_channel: 'channels:read',
  tokens_revoked: undefined,
};
