import { request } from 'undici';
import type { Clock } from '../../../clock.ts';
import type { Ids } from '../world/ids.ts';
import type { WorldSettings } from '../world/settings.ts';
import type { SimulatedApp, SimulatedDeployment } from '../world/state.ts';

export interface Webhook {
  readonly id: string;
  readonly ownerId: string;
  readonly name: string;
  readonly urls: readonly { readonly format: string; readonly url: string }[];
  /** Names of events or of their groups; absent: all. */
  readonly events?: readonly string[];
  /** Ids of apps; absent: all of the owner. */
  readonly scope?: readonly string[];
  readonly createdAt: string;
  readonly state: 'ENABLED';
}

export interface PlatformEvent {
  readonly event: string;
  readonly date: string;
  readonly app: SimulatedApp;
  readonly data: Readonly<Record<string, unknown>>;
}

export type Listener = (event: PlatformEvent) => void;

/** Names of groups that a webhook may ask for in place of single events. */
const groups: Readonly<Record<string, readonly string[]>> = {
  META_SERVICE_LIFECYCLE: ['APPLICATION_STOP', 'DEPLOYMENT_ACTION_BEGIN', 'DEPLOYMENT_FAIL', 'DEPLOYMENT_SUCCESS'],
  META_DEPLOYMENT_RESULT: ['DEPLOYMENT_FAIL', 'DEPLOYMENT_SUCCESS'],
};

/** Tells the event sockets and the webhooks what happens to deployments. */
export class EventFeed {
  readonly #deps: { readonly clock: Clock; readonly ids: Ids; readonly settings: WorldSettings };
  readonly #listeners = new Set<Listener>();
  #webhooks: readonly Webhook[] = [];

  constructor(deps: { readonly clock: Clock; readonly ids: Ids; readonly settings: WorldSettings }) {
    this.#deps = deps;
  }

  /** Hears deployments begin and end; returns how to stop. */
  listen(listener: Listener): () => void {
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  listWebhooks(ownerId: string): readonly Webhook[] {
    return this.#webhooks.filter((webhook) => webhook.ownerId === ownerId);
  }

  addWebhook(webhook: Omit<Webhook, 'id' | 'createdAt' | 'state'>): Webhook {
    const createdAt = this.#deps.clock.now().toISOString();
    const created: Webhook = { ...webhook, id: `webhook_${this.#deps.ids()}`, createdAt, state: 'ENABLED' };
    this.#webhooks = [...this.#webhooks, created];
    return created;
  }

  removeWebhook(id: string): boolean {
    const before = this.#webhooks.length;
    this.#webhooks = this.#webhooks.filter((webhook) => webhook.id !== id);
    return this.#webhooks.length < before;
  }

  publishDeployment(app: SimulatedApp, deployment: SimulatedDeployment, moment: 'begin' | 'end'): void {
    const data = {
      id: app.id,
      ownerId: app.ownerId,
      uuid: deployment.uuid,
      state: deployment.state,
      action: deployment.action,
      commit: deployment.commit,
      cause: deployment.cause,
    };
    const event = moment === 'begin' ? 'DEPLOYMENT_ACTION_BEGIN' : 'DEPLOYMENT_ACTION_END';
    const date = this.#deps.clock.now().toISOString();
    const copies = this.#copies();
    for (let copy = 0; copy < copies; copy += 1) {
      for (const listener of this.#listeners) listener({ event, date, app, data });
      for (const name of [event, ...resultNames(deployment, moment)]) this.#deliver({ event: name, date, app, data });
    }
  }

  /** The real stream loses events at times and repeats others: the settings ask for either. */
  #copies(): number {
    const { settings } = this.#deps;
    if (settings.dropEvents > 0) {
      settings.dropEvents -= 1;
      return 0;
    }
    if (settings.duplicateEvents === 0) return 1;
    settings.duplicateEvents -= 1;
    return 2;
  }

  #deliver(event: PlatformEvent): void {
    const body = JSON.stringify(this.#payload(event));
    for (const webhook of this.#webhooks) {
      if (!wants(webhook, event)) continue;
      for (const { url } of webhook.urls) {
        const headers = { 'content-type': 'application/json' };
        // Nothing tells that the vendor repeats a delivery that failed: it is lost.
        request(url, { method: 'POST', headers, body }).then(
          (answer) => answer.body.dump(),
          () => undefined,
        );
      }
    }
  }

  /** Documented as the socket's event; a receiver in use parses the split form. */
  #payload({ event, date, app, data }: PlatformEvent): object {
    if (this.#deps.settings.webhookForm === 'socket') return { event, date, data };
    const deployment = { id: data.uuid, state: data.state };
    return { event, date, application: { id: app.id, ownerId: app.ownerId }, deployment, data: JSON.stringify(data) };
  }
}

/** What webhooks hear besides the socket's own two events. */
function resultNames(deployment: SimulatedDeployment, moment: 'begin' | 'end'): string[] {
  if (moment === 'begin') return [];
  if (deployment.action === 'UNDEPLOY') return ['APPLICATION_STOP'];
  if (deployment.state === 'OK') return ['DEPLOYMENT_SUCCESS'];
  return deployment.state === 'FAIL' ? ['DEPLOYMENT_FAIL'] : [];
}

function wants(webhook: Webhook, { event, app }: PlatformEvent): boolean {
  if (webhook.ownerId !== app.ownerId) return false;
  if (webhook.scope !== undefined && !webhook.scope.includes(app.id)) return false;
  return webhook.events?.some((name) => name === event || groups[name]?.includes(event) === true) ?? true;
}
