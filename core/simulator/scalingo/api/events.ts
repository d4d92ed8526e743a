import { request as send } from 'undici';
import * as z from 'zod';
import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import type { Platform } from '../platform/platform.ts';
import type { SimApp, SimEvent, SimNotifier } from '../platform/state.ts';
import { eventJson, notifierJson } from './present.ts';
import {
  type AppCall,
  app,
  invalid,
  notFound,
  open,
  paginate,
  positive,
  type Route,
  readBody,
  type UserCall,
  user,
} from './route.ts';

const PAGE_SIZE = 30;

const HOUR_MS = 3_600_000;

/** `from` reaches back this many hours at most. */
const LONGEST_HOURS = 72;

/** Notifiers know events by other names than lists do (reference, section 9.3). */
const notifierNames: Readonly<Record<string, string>> = {
  deployment: 'app_deployed',
  scale: 'app_scaled',
  restart: 'app_restarted',
  stop_app: 'app_stopped',
  repeated_crash: 'app_crashed_repeated',
  edit_app: 'app_edited',
  rename_app: 'app_renamed',
  run: 'app_command_ran',
};

const eventTypes = Object.values(notifierNames).map((name, place) => ({
  id: `5982f139d48c360021b1eb${place.toString(16).padStart(2, '0')}`,
  category_id: '5982f139d48c360021b1eb00',
  name,
  display_name: name.replaceAll('_', ' '),
  description: '',
}));

const notificationPlatforms = ['email', 'slack', 'webhook', 'rocket_chat'].map((name, place) => ({
  id: `5982f145d48c3600273ef0${place.toString(16).padStart(2, '0')}`,
  name,
  display_name: name,
}));

const notifierSchema = z.object({
  notifier: z.object({
    platform_id: z.string().optional(),
    name: z.string().optional(),
    active: z.boolean().optional(),
    send_all_events: z.boolean().optional(),
    selected_event_ids: z.array(z.string()).optional(),
    type_data: z.object({ webhook_url: z.string().optional() }).optional(),
  }),
});

/** Event lists and the webhooks that get the same events. */
export const eventRoutes: readonly Route[] = [
  app('GET', '/events', 'read', ({ platform, app: found, request }) =>
    listEvents(platform, found.events, request.query),
  ),
  app('GET', '/events/:id', 'read', getEvent),
  user('GET', '/v1/events', listAllEvents),
  open('GET', '/v1/event_types', () => jsonAnswer(200, { event_types: eventTypes })),
  open('GET', '/v1/notification_platforms', () => jsonAnswer(200, { notification_platforms: notificationPlatforms })),
  open('GET', '/v1/notification_platforms/search', ({ request }) =>
    jsonAnswer(200, {
      notification_platforms: notificationPlatforms.filter(({ name }) => name === request.query.get('name')),
    }),
  ),
  app('GET', '/notifiers', 'read', ({ app: found }) =>
    jsonAnswer(200, { notifiers: found.notifiers.map((each) => notifierJson(found, each)) }),
  ),
  app('POST', '/notifiers', 'change', createNotifier),
  app('GET', '/notifiers/:id', 'read', getNotifier),
  app('PATCH', '/notifiers/:id', 'change', updateNotifier),
  app('DELETE', '/notifiers/:id', 'change', deleteNotifier),
];

/** Sends the event to every webhook that selected it. Whether it arrives changes nothing for the app. */
export function notify(platform: Platform, app: SimApp, event: SimEvent): void {
  const type = eventTypes.find(({ name }) => name === notifierNames[event.type]);
  for (const notifier of app.notifiers) {
    const selected = notifier.sendAllEvents || (type !== undefined && notifier.selectedEventIds.includes(type.id));
    if (!notifier.active || !selected || notifier.webhookUrl === undefined) continue;
    void deliver(platform, notifier.webhookUrl, event).catch(() => undefined);
  }
}

async function deliver(platform: Platform, url: string, event: SimEvent): Promise<void> {
  const { body } = await send(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(eventJson(event)),
    signal: platform.closing,
  });
  await body.dump();
}

/** Newest first; `from`, in hours, overrides pagination. */
function listEvents(platform: Platform, events: readonly SimEvent[], query: URLSearchParams): ApiAnswer {
  const hours = positive(query.get('from'));
  if (hours === undefined) {
    const { rows, meta } = paginate(events, query, PAGE_SIZE);
    return jsonAnswer(200, { events: rows.map(eventJson), meta });
  }
  const sinceMs = platform.nowMs() - Math.min(hours, LONGEST_HOURS) * HOUR_MS;
  const recent = events.filter(({ createdAtMs }) => createdAtMs >= sinceMs);
  const { meta } = paginate(recent, new URLSearchParams(), Math.max(1, recent.length));
  return jsonAnswer(200, { events: recent.toReversed().map(eventJson), meta });
}

function listAllEvents({ platform, user: reader, request }: UserCall): ApiAnswer {
  const visible = platform.events.filter(({ appId }) => platform.apps.get(appId)?.roles.has(reader.id) ?? false);
  return listEvents(platform, visible, request.query);
}

function getEvent({ app: found, params }: AppCall): ApiAnswer {
  const event = found.events.find(({ id }) => id === params.id);
  return event === undefined ? notFound('event') : jsonAnswer(200, { event: eventJson(event) });
}

function createNotifier({ platform, app: found, request, user: author }: AppCall): ApiAnswer {
  const read = readBody(request, notifierSchema);
  if ('refusal' in read) return read.refusal;
  const { name, active, platform_id: platformId } = read.body.notifier;
  if (name === undefined || active === undefined)
    return invalid({ [name === undefined ? 'name' : 'active']: ["can't be blank"] });
  const notifier: SimNotifier = {
    id: `no-${platform.uuid()}`,
    platformId: platformId ?? '',
    name,
    active,
    sendAllEvents: read.body.notifier.send_all_events ?? false,
    selectedEventIds: read.body.notifier.selected_event_ids ?? [],
    webhookUrl: isWebhook(platformId) ? read.body.notifier.type_data?.webhook_url : undefined,
  };
  found.notifiers.push(notifier);
  platform.writeEvent(found, 'new_notifier', { notifier_name: name, active }, author);
  return jsonAnswer(201, { notifier: notifierJson(found, notifier) });
}

function isWebhook(platformId: string | undefined): boolean {
  return notificationPlatforms.some(({ id, name }) => id === platformId && name === 'webhook');
}

function findNotifier({ app: found, params }: AppCall): SimNotifier | undefined {
  return found.notifiers.find(({ id }) => id === params.id);
}

function getNotifier(call: AppCall): ApiAnswer {
  const notifier = findNotifier(call);
  return notifier === undefined
    ? notFound('notifier')
    : jsonAnswer(200, { notifier: notifierJson(call.app, notifier) });
}

function updateNotifier(call: AppCall): ApiAnswer {
  const notifier = findNotifier(call);
  if (notifier === undefined) return notFound('notifier');
  const read = readBody(call.request, notifierSchema);
  if ('refusal' in read) return read.refusal;
  notifier.name = read.body.notifier.name ?? notifier.name;
  notifier.active = read.body.notifier.active ?? notifier.active;
  notifier.sendAllEvents = read.body.notifier.send_all_events ?? notifier.sendAllEvents;
  notifier.selectedEventIds = read.body.notifier.selected_event_ids ?? notifier.selectedEventIds;
  return jsonAnswer(200, { notifier: notifierJson(call.app, notifier) });
}

function deleteNotifier(call: AppCall): ApiAnswer {
  const notifier = findNotifier(call);
  if (notifier === undefined) return notFound('notifier');
  call.app.notifiers.splice(call.app.notifiers.indexOf(notifier), 1);
  return { status: 204 };
}
