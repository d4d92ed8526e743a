import { viewFaults, viewSchema } from '../slack-blocks.ts';
import { type Answer, type Fields, readJson, refuse, refuseFaults } from './answers.ts';
import { nameBlocks } from './elements.ts';
import { botId, type FakeView, fakeAppId, fakeTeam, type ViewContent, type Workspace } from './workspace.ts';

/** A click or a command opens one form, and only while the person still waits. */
const TRIGGER_LIFE_MS = 3_000;
const STACK = 3;

/** A view as Slack keeps it, with a name for every block and element. */
export function viewJson(view: FakeView, values: unknown = {}): Record<string, unknown> {
  const { content } = view;
  return {
    id: view.id,
    team_id: fakeTeam,
    private_metadata: '',
    callback_id: '',
    external_id: '',
    title: { type: 'plain_text', text: 'View Title', emoji: true },
    submit: null,
    close: null,
    clear_on_close: false,
    notify_on_close: false,
    ...content,
    blocks: nameBlocks(content.blocks),
    state: { values },
    hash: view.hash,
    previous_view_id: view.previousId,
    root_view_id: view.rootId,
    app_id: fakeAppId,
    app_installed_team_id: fakeTeam,
    bot_id: botId,
  };
}

export function viewMethods(
  workspace: Workspace,
  homeEnabled: () => boolean,
): Record<string, (fields: Fields) => Answer> {
  return {
    'views.open': (fields) => {
      const content = readView(fields.view, 'modal');
      if ('ok' in content) return content;
      const user = takeTrigger(workspace, fields.trigger_id);
      if (typeof user !== 'string') return user;
      if (isTaken(workspace, content)) return refuse('duplicate_external_id');
      return { ok: true, view: viewJson(openView(workspace, user, content, [])) };
    },
    'views.push': (fields) => {
      const content = readView(fields.view, 'modal');
      if ('ok' in content) return content;
      const user = takeTrigger(workspace, fields.trigger_id);
      if (typeof user !== 'string') return user;
      const stack = workspace.views.get(user) ?? [];
      if (stack.length === 0) return refuse('not_found');
      if (stack.length >= STACK) return refuse('push_limit_reached');
      if (isTaken(workspace, content)) return refuse('duplicate_external_id');
      return { ok: true, view: viewJson(openView(workspace, user, content, stack)) };
    },
    'views.update': (fields) => {
      const content = readView(fields.view, 'modal');
      if ('ok' in content) return content;
      const open = [...workspace.views.values()].flat();
      const view = open.find(({ id, content: { external_id: external } }) =>
        fields.view_id === undefined
          ? external !== undefined && external === fields.external_id
          : id === fields.view_id,
      );
      if (view === undefined) return refuse('not_found');
      return rewrite(workspace, view, content, fields.hash);
    },
    'views.publish': (fields) => {
      if (!homeEnabled()) return refuse('not_enabled');
      const content = readView(fields.view, 'home');
      if ('ok' in content) return content;
      const user = fields.user_id ?? '';
      if (!workspace.people.has(user)) return refuse('user_not_found');
      const known = workspace.homes.get(user);
      if (known !== undefined) return rewrite(workspace, known, content, fields.hash);
      const home = newView(workspace, user, content, undefined);
      workspace.homes.set(user, home);
      return { ok: true, view: viewJson(home) };
    },
  };
}

/** What is sent as a view, or why Slack would not show it. */
export function readView(text: unknown, type: ViewContent['type']): ViewContent | Answer {
  const given = typeof text === 'string' ? readJson(text) : text;
  if (Buffer.byteLength(JSON.stringify(given) ?? '') > 250_000) return refuse('view_too_large');
  const faults = viewFaults(given);
  if (faults.length > 0) return refuseFaults('invalid_arguments', faults);
  const content = viewSchema.parse(given);
  if (content.type !== type)
    return refuseFaults('invalid_arguments', [`[ERROR] unsupported type: ${content.type} [json-pointer:/view/type]`]);
  return content;
}

/** Puts a form on top of these. */
export function openView(
  workspace: Workspace,
  user: string,
  content: ViewContent,
  below: readonly FakeView[],
): FakeView {
  const view = newView(workspace, user, content, below.at(-1));
  workspace.views.set(user, [...below, view]);
  return view;
}

export function rewrite(workspace: Workspace, view: FakeView, content: ViewContent, hash: string | undefined): Answer {
  if (hash !== undefined && hash !== view.hash) return refuse('hash_conflict');
  view.content = content;
  view.versions.push({ at: workspace.nowMs(), content });
  view.hash = newHash(workspace);
  return { ok: true, view: viewJson(view) };
}

function newView(workspace: Workspace, user: string, content: ViewContent, previous: FakeView | undefined): FakeView {
  const id = `V${String(workspace.next()).padStart(10, '0')}`;
  return {
    kind: 'view',
    id,
    user,
    rootId: previous?.rootId ?? id,
    previousId: previous?.id ?? null,
    hash: newHash(workspace),
    content,
    versions: [{ at: workspace.nowMs(), content }],
  };
}

function newHash(workspace: Workspace): string {
  return `${Math.floor(workspace.nowMs() / 1_000)}.h${workspace.next()}`;
}

function takeTrigger(workspace: Workspace, id: string | undefined): string | Answer {
  const trigger = workspace.triggers.get(id ?? '');
  if (trigger === undefined) return refuse('invalid_trigger_id');
  if (trigger.used) return refuse('exchanged_trigger_id');
  if (workspace.nowMs() - trigger.at > TRIGGER_LIFE_MS) return refuse('expired_trigger_id');
  trigger.used = true;
  return trigger.user;
}

function isTaken(workspace: Workspace, { external_id: wanted }: ViewContent): boolean {
  if (wanted === undefined) return false;
  return [...workspace.views.values()].flat().some(({ content }) => content.external_id === wanted);
}
