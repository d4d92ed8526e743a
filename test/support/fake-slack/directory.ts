import { type Answer, type Fields, refuse } from './answers.ts';
import {
  botId,
  botUser,
  type FakeConversation,
  type FakeGroup,
  type FakePerson,
  fakeTeam,
  type Workspace,
} from './workspace.ts';

/** Who and what there is in the workspace. */
export function directoryMethods(
  workspace: Workspace,
  scopes: ReadonlySet<string>,
): Record<string, (fields: Fields) => Answer> {
  return {
    'auth.test': () => ({
      ok: true,
      url: 'https://fake.slack.com/',
      team: 'Fake',
      team_id: fakeTeam,
      user: 'paastis',
      user_id: botUser,
      bot_id: botId,
      is_enterprise_install: false,
    }),
    'team.info': () => ({ ok: true, team: { id: fakeTeam, name: 'Fake', domain: 'fake', email_domain: '' } }),
    'users.info': (fields) => {
      const person = workspace.people.get(fields.user ?? '');
      if (person === undefined) return refuse('user_not_found');
      return { ok: true, user: personJson(person, fields.include_locale === 'true') };
    },
    'usergroups.list': (fields) => ({
      ok: true,
      usergroups: [...workspace.groups.values()].map((group) => groupJson(group, fields.include_users === 'true')),
    }),
    'usergroups.users.list': (fields) => {
      const group = workspace.groups.get(fields.usergroup ?? '');
      return group === undefined ? refuse('no_such_subteam') : { ok: true, users: group.members };
    },
    'conversations.info': (fields) => {
      const channel = workspace.channels.get(fields.channel ?? '');
      if (channel === undefined || !isVisible(workspace, channel)) return refuse('channel_not_found');
      return refuseKind(channel, scopes) ?? { ok: true, channel: channelJson(channel, workspace) };
    },
    'conversations.members': (fields) => {
      const channel = workspace.channels.get(fields.channel ?? '');
      if (channel === undefined || !isVisible(workspace, channel)) return refuse('channel_not_found');
      return refuseKind(channel, scopes) ?? { ok: true, ...page('members', [...channel.members], fields) };
    },
    'conversations.list': (fields) => {
      const types = (fields.types ?? 'public_channel').split(',').map((type) => type.trim());
      if (types.includes('private_channel') && !scopes.has('groups:read')) return lacking('groups:read', scopes);
      const listed = [...workspace.channels.values()].filter(
        (channel) =>
          (channel.kind === 'public' && types.includes('public_channel')) ||
          (channel.kind === 'private' && types.includes('private_channel') && isVisible(workspace, channel)),
      );
      const wanted = listed.filter(({ archived }) => !(archived && fields.exclude_archived === 'true'));
      return {
        ok: true,
        ...page(
          'channels',
          wanted.map((channel) => channelJson(channel, workspace)),
          fields,
        ),
      };
    },
    'conversations.open': (fields) => {
      const person = workspace.people.get(fields.users ?? '');
      if (person === undefined) return refuse('user_not_found');
      return { ok: true, channel: { id: workspace.openDirect(person.id).id } };
    },
  };
}

/** The answer to a call whose scope was not granted. */
export function lacking(needed: string, scopes: ReadonlySet<string>): Answer {
  return refuse('missing_scope', { needed, provided: [...scopes].join(',') });
}

function page(key: string, items: readonly unknown[], fields: Fields): Record<string, unknown> {
  const limit = Math.min(Number(fields.limit ?? 100), 999);
  const from = Number(fields.cursor || 0);
  const cursor = from + limit < items.length ? String(from + limit) : '';
  return { [key]: items.slice(from, from + limit), response_metadata: { next_cursor: cursor } };
}

function isVisible({ memberOf }: Workspace, { id, kind }: FakeConversation): boolean {
  return kind !== 'private' || memberOf.has(id);
}

function refuseKind({ kind }: FakeConversation, scopes: ReadonlySet<string>): Answer | undefined {
  const needed = { public: 'channels:read', private: 'groups:read', im: 'im:read' }[kind];
  return scopes.has(needed) ? undefined : lacking(needed, scopes);
}

function channelJson(channel: FakeConversation, { memberOf }: Workspace): Record<string, unknown> {
  const { id, name, kind, archived, shared } = channel;
  return {
    id,
    name,
    is_channel: kind === 'public',
    is_group: false,
    is_im: kind === 'im',
    is_private: kind !== 'public',
    is_archived: archived,
    is_member: memberOf.has(id),
    is_shared: shared,
    is_ext_shared: shared,
    is_org_shared: false,
    num_members: channel.members.size,
  };
}

function personJson(person: FakePerson, withLocale: boolean): Record<string, unknown> {
  return {
    id: person.id,
    team_id: person.teamId,
    name: person.name,
    real_name: person.name,
    deleted: person.deleted,
    tz: person.tz,
    tz_offset: 3_600,
    profile: { display_name: person.name, real_name: person.name, team: person.teamId },
    is_admin: person.admin,
    is_owner: false,
    is_primary_owner: false,
    is_restricted: person.guest !== false,
    is_ultra_restricted: person.guest === 'single',
    is_bot: person.bot,
    is_stranger: person.teamId !== fakeTeam,
    is_app_user: false,
    ...(withLocale ? { locale: person.locale } : {}),
  };
}

function groupJson({ id, handle, members }: FakeGroup, withUsers: boolean): Record<string, unknown> {
  return {
    id,
    team_id: fakeTeam,
    is_usergroup: true,
    name: handle,
    handle,
    date_delete: 0,
    user_count: members.length,
    ...(withUsers ? { users: members } : {}),
  };
}
