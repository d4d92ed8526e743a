import { readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { App } from '@slack/bolt';
import * as z from 'zod';
import { printManifest } from '../../../bot/manifest.ts';
import { actionIds, callbackIds, inputIds } from '../../../bot/slack/ids.ts';
import { botEvents, optionalScopes, requiredScopes, slackManifest } from '../../../bot/slack/manifest.ts';
import { previewStates } from '../../../bot/slack/preview/states.ts';
import { wokenReport } from '../../support/fake-paastis.ts';
import { eventScopes, methodScopes, slackManifestSchema } from '../../support/slack-manifest.ts';
import { buildBot } from './bot.ts';

const http = slackManifest({ mode: 'http', publicUrl: 'https://paastis.example.com/' });
const socket = slackManifest({ mode: 'socket' });

describe('the manifest of the Slack app', () => {
  it.each([
    ['HTTP', http],
    ['Socket Mode', socket],
  ])('keeps every limit of Slack’s schema, for %s', (_, manifest) => {
    expect(slackManifestSchema.safeParse(manifest).error?.issues ?? []).toEqual([]);
  });

  it('sends everything to the one door of the bot', () => {
    const addresses = JSON.stringify(http).match(/https:[^"]+/g) ?? [];

    expect(new Set(addresses)).toEqual(new Set(['https://paastis.example.com/slack/events']));
    expect(addresses).toHaveLength(4);
    expect(http.settings.socket_mode_enabled).toBe(false);
  });

  it('names no address for Socket Mode', () => {
    expect(JSON.stringify(socket)).not.toContain('https:');
    expect(socket.settings.socket_mode_enabled).toBe(true);
  });

  it('asks as optional for whatever it can do without', () => {
    expect(http.oauth_config.scopes.bot).toEqual([...requiredScopes, ...optionalScopes]);
    expect(http.oauth_config.scopes.bot_optional).toEqual(optionalScopes);
  });
});

const kinds = ['action', 'command', 'event', 'options', 'shortcut', 'view'] as const;

type Kind = (typeof kinds)[number];

/** A name a listener is registered with, or a pattern of names. */
type Name = string | RegExp;

/** Everything the whole bot listens to. Bolt keeps no list that could be asked for, so its methods are watched. */
async function hear(): Promise<Readonly<Record<Kind, readonly Name[]>>> {
  const heard: Record<Kind, Name[]> = { action: [], command: [], event: [], options: [], shortcut: [], view: [] };
  for (const kind of kinds) {
    const method: unknown = Reflect.get(App.prototype, kind);
    if (typeof method !== 'function') throw new Error(`Bolt has no method ${kind}`);
    const watched = new Proxy(method, {
      apply: (target, self, args) => {
        heard[kind].push(...namesOf(args[0]));
        return Reflect.apply(target, self, args);
      },
    });
    Reflect.set(App.prototype, kind, watched);
  }
  await buildBot(() => wokenReport('shop'));
  return heard;
}

const constraints = z.union([
  z.string().transform((name): readonly Name[] => [name]),
  z.instanceof(RegExp).transform((name): readonly Name[] => [name]),
  z
    .object({ action_id: z.union([z.string(), z.instanceof(RegExp)]) })
    .transform(({ action_id }): readonly Name[] => [action_id]),
  z
    .object({ callback_id: z.union([z.string(), z.instanceof(RegExp)]) })
    .transform(({ callback_id }): readonly Name[] => [callback_id]),
]);

function namesOf(constraint: unknown): readonly Name[] {
  return constraints.parse(constraint);
}

/** A pattern stands for several of a kind, told apart by their last word: `line.run.0`, `home.page.next`. */
function covers(name: Name, id: string): boolean {
  return typeof name === 'string' ? name === id : [id, `${id}.0`, `${id}.next`].some((each) => name.test(each));
}

/** Ids that nobody listens to, and listeners of ids that do not exist. */
function differences(names: readonly Name[], ids: readonly string[]): readonly string[] {
  return [
    ...ids.filter((id) => !names.some((name) => covers(name, id))).map((id) => `${id} has no listener`),
    ...names.filter((name) => !ids.some((id) => covers(name, id))).map((name) => `${name} is declared nowhere`),
  ];
}

/** Everything there is to see, and in it the forms that are only looked at. */
const shown = (await previewStates('en')).map(({ content }) => content);
const unsent = new Set(
  shown.flatMap((view) => ('callback_id' in view && !('submit' in view) ? [view.callback_id] : [])),
);

describe('what is declared and what is listened to', () => {
  it.each([
    ['commands', ['command'], http.features.slash_commands.map(({ command }) => command)],
    ['shortcuts', ['shortcut'], http.features.shortcuts.map(({ callback_id }) => callback_id)],
    ['events', ['event'], botEvents],
    ['buttons and selects', ['action', 'options'], Object.values(actionIds)],
    ['forms', ['view', 'shortcut'], Object.values(callbackIds).filter((id) => !unsent.has(id))],
  ] as const)('are the same %s', async (_, kindsHeard, ids) => {
    const heard = await hear();

    const names = kindsHeard.flatMap((kind) => heard[kind]);
    expect(differences(names, ids)).toEqual([]);
  });

  it('leave no button, select or form of any message without a listener', async () => {
    const heard = await hear();
    const rendered = JSON.stringify(shown).matchAll(/"(action_id|callback_id)":"([^"]+)"/g);
    const unheard = [...rendered].filter(([, kind, id = '']) => {
      const names = kind === 'action_id' ? [...heard.action, ...heard.options] : heard.view;
      return !silent.includes(id) && !names.some((name) => (typeof name === 'string' ? name === id : name.test(id)));
    });
    expect(unheard.map(([text]) => text)).toEqual([]);
  });
});

/** Fields of forms tell nothing until the form is sent, and what is only looked at tells nothing at all. */
const silent: readonly (string | undefined)[] = [...Object.values(inputIds), ...unsent];

describe('docs/slack.md', () => {
  const page = readFileSync(resolve(import.meta.dirname, '../../../docs/slack.md'), 'utf8');

  it('holds the manifest as it is printed', async () => {
    const printed = await printManifest(
      { kind: 'manifest', socket: false, json: false, url: 'https://paastis.example.com' },
      {},
    );

    expect(page).toContain(`\`\`\`yaml\n${printed}\n\`\`\`\n`);
  });

  it('explains every scope and every event, and none that is not asked for', () => {
    const table = (head: string) => page.split(`| ${head} |`)[1]?.split('\n\n')[0] ?? '';
    const rows = (text: string) =>
      Array.from(text.matchAll(/^\| (`.*?) \|/gm), ([, cell = '']) => cell.match(/[a-z_:.]+/g) ?? []).flat();

    expect(rows(table('Scope | Why | Without it'))).toEqual([...requiredScopes, ...optionalScopes]);
    expect(rows(table('Event | What for')).toSorted()).toEqual(botEvents.toSorted());
  });
});

describe('the scopes', () => {
  const called = new Set(sources().flatMap(methodsCalled));
  const declared: readonly string[] = [...requiredScopes, ...optionalScopes];

  it('cover every method of the Web API that is called, and every event', () => {
    const needed = [...called].map((method) => methodScopes[method]).concat(botEvents.map((name) => eventScopes[name]));

    expect([...called].filter((method) => !Object.hasOwn(methodScopes, method))).toEqual([]);
    expect(botEvents.filter((name) => !Object.hasOwn(eventScopes, name))).toEqual([]);
    expect(needed.filter((scope) => scope !== undefined && !declared.includes(scope))).toEqual([]);
    expect(called.size).toBeGreaterThan(4);
  });

  it('are each needed for something', () => {
    const needed = new Set([
      // The slash command and its shortcuts; posting in public channels the bot is not a member of.
      'commands',
      'chat:write.public',
      ...[...called].map((method) => methodScopes[method]),
      ...botEvents.map((name) => eventScopes[name]),
    ]);

    expect(declared.filter((scope) => !needed.has(scope))).toEqual([]);
  });
});

function sources(): readonly string[] {
  const folder = resolve(import.meta.dirname, '../../../bot/slack');
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.ts'))
    .map((path) => readFileSync(join(folder, path), 'utf8'));
}

/** `client.chat.postMessage(` and the like, whatever the client is called; or a method by its name. */
function methodsCalled(source: string): readonly string[] {
  const families = 'apps|auth|chat|conversations|files|reactions|team|usergroups|users|views';
  const call = new RegExp(`(?:client|web|background)\\.((?:${families})\\.(?:[a-z]\\w*\\.)?[a-z]\\w*)\\(`, 'g');
  const named = new RegExp(`'((?:${families})\\.(?:[a-z]\\w*\\.)?[a-z]\\w*)'`, 'g');
  return [...source.matchAll(call), ...source.matchAll(named)].map(([, method = '']) => method);
}
