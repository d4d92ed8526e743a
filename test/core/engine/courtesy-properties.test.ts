import fc from 'fast-check';
import type { RuleConfig } from '../../../core/config.ts';
import type { CourtesyEnd, CourtesyNotice } from '../../../core/engine/courtesy.ts';
import { readCourtesy } from '../../../core/engine/courtesy-record.ts';
import type { App } from '../../../core/model/app.ts';
import type { PaastisEvent } from '../../../core/model/event.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import type { Store, StoreChange } from '../../../core/store/store.ts';
import { type OpenedWatch, openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;

/** A share of what was played once in full: hundreds. */
const RUNS = 4;

const names = ['shop-pr42-front', 'shop-pr42-back'] as const;
const ana = { actor: 'slack:U0ANA00001', entryPoint: 'slack' } as const;

const step = fc.record({
  afterMinutes: fc.integer({ min: 0, max: 9 }),
  name: fc.constantFrom(...names),
  does: fc.oneof(
    { weight: 3, arbitrary: fc.constantFrom('request', 'keep', 'wake', 'sleep') },
    { weight: 2, arbitrary: fc.constantFrom('restart', 'kill', 'courtesy_off', 'courtesy_short', 'courtesy_long') },
    { weight: 1, arbitrary: fc.constant('observe') },
  ),
  /** Of a kill: so many writes later, and whether the last one still reached the disk. */
  writes: fc.integer({ min: 0, max: 4 }),
  reached: fc.boolean(),
});

type Step = ReturnType<typeof step.generate>['value'];

interface Told<Value> {
  readonly atMs: number;
  readonly process: number;
  readonly value: Value;
}

/** Everything that happened, in the order in which it did. */
interface History {
  readonly written: Told<CourtesyNotice>[];
  readonly announced: Told<CourtesyNotice>[];
  readonly ended: Told<CourtesyEnd>[];
  readonly slept: Told<PaastisEvent>[];
  /** When nobody had to be told. */
  readonly off: { readonly fromMs: number; toMs: number }[];
}

/** A process that can be killed: from then on nothing it does has any effect, and nothing it waits for ever comes. */
class Mortal {
  readonly #store: Store;
  readonly #onWrite: (changes: readonly StoreChange[]) => void;
  readonly #never = new Promise<never>(() => undefined);
  #writesLeft = Number.POSITIVE_INFINITY;
  #reaches = false;
  dead = false;

  constructor(store: Store, onWrite: (changes: readonly StoreChange[]) => void) {
    this.#store = store;
    this.#onWrite = onWrite;
  }

  killAfter(writes: number, reaches: boolean): void {
    this.#writesLeft = writes;
    this.#reaches = reaches;
    if (writes === 0) this.dead = true;
  }

  kill(): void {
    this.dead = true;
  }

  get store(): Store {
    const guard = <T>(work: () => Promise<T>): Promise<T> => (this.dead ? this.#never : work());
    return {
      find: (kind, key) => guard(() => this.#store.find(kind, key)),
      list: (kind) => guard(() => this.#store.list(kind)),
      listEvents: (query) => guard(() => this.#store.listEvents(query)),
      check: () => guard(() => this.#store.check()),
      close: async () => undefined,
      write: (changes) => guard(() => this.#write(changes)),
    };
  }

  async #write(changes: readonly StoreChange[]): Promise<void> {
    this.#writesLeft -= 1;
    if (this.#writesLeft > 0 || this.#reaches) {
      this.#onWrite(changes);
      await this.#store.write(changes);
    }
    if (this.#writesLeft > 0) return;
    this.dead = true;
    return this.#never;
  }
}

class Play {
  readonly history: History = { written: [], announced: [], ended: [], slept: [], off: [] };
  readonly #stage: WatchedStage;
  readonly #disk = new MemoryStore();
  #process = 0;
  #mortal: Mortal;
  #opened: OpenedWatch | undefined;
  #rule: RuleConfig = { match: '*', manage: true, channel: '#shop', group: 'shop' };
  #mode: 'observe' | 'enforce' = 'enforce';

  constructor(stage: WatchedStage) {
    this.#stage = stage;
    this.#mortal = new Mortal(this.#disk, () => undefined);
  }

  get nowMs(): number {
    return this.#stage.clock.now().getTime();
  }

  async start(): Promise<void> {
    const process = ++this.#process;
    const told = <Value>(value: Value): Told<Value> => ({ atMs: this.nowMs, process, value });
    const mortal = new Mortal(this.#disk, (changes) => {
      for (const change of changes) {
        if (!('put' in change) || change.put !== 'note') continue;
        const record = readCourtesy(change.record);
        if (record !== undefined && record.end === undefined) this.history.written.push(told(record.notice));
      }
    });
    this.#mortal = mortal;
    const config = { rules: [this.#rule], mode: this.#mode };
    const opened = await this.#stage.play(this.#stage.open({ store: mortal.store, config }));
    this.#opened = opened;
    opened.watch.tellBeforeSleep({
      announce: async (notice) => void (mortal.dead || this.history.announced.push(told(notice))),
      ended: async (end) => void (mortal.dead || this.history.ended.push(told(end))),
    });
    await this.#stage.play(opened.engine.recover());
    opened.watch.start();
  }

  async take({ afterMinutes, name, does, writes, reached }: Step): Promise<void> {
    await this.pass(afterMinutes);
    const app = this.#find(name);
    if (app === undefined || this.#opened === undefined) return;
    const { engine } = this.#opened;
    const key = `${app.region.type}/${app.region.name}/${app.id}`;
    if (does === 'request') this.#stage.scalingo.world.addRequests(app.id, new Date(this.nowMs).toISOString(), 1);
    if (does === 'wake') void engine.wake(app, {}, ana).catch(() => undefined);
    if (does === 'sleep') void engine.sleep(app, { force: true }, ana).catch(() => undefined);
    if (does === 'keep') {
      const at = new Date(this.nowMs).toISOString();
      const until = new Date(this.nowMs + 12 * MINUTE_MS).toISOString();
      const record = { v: 1, key, ref: key, until, actor: ana.actor, at } as const;
      void this.#mortal.store.write([{ put: 'snooze', record }]);
    }
    if (does === 'restart') await this.#restart();
    if (does === 'kill') {
      this.#mortal.killAfter(writes, reached);
      await this.pass(2);
      await this.#bury();
    }
    if (does === 'courtesy_off') this.#courtesy('off');
    if (does === 'courtesy_short') this.#courtesy(4 * MINUTE_MS);
    if (does === 'courtesy_long') this.#courtesy(15 * MINUTE_MS);
    if (does === 'observe') this.#switch(this.#mode === 'observe' ? 'enforce' : 'observe');
  }

  /** Everybody leaves it alone, until nothing is left to be told. */
  async rest(): Promise<void> {
    this.#courtesy(5 * MINUTE_MS);
    this.#switch('enforce');
    await this.pass(75);
    this.#collect();
    await this.#stage.play(this.#opened?.close() ?? Promise.resolve());
  }

  async pass(minutes: number): Promise<void> {
    await this.#stage.pass(minutes * MINUTE_MS);
  }

  async openNotes(): Promise<readonly string[]> {
    const notes = await this.#disk.list('note');
    return notes.filter(({ key }) => key.startsWith('courtesy:')).map(({ value = '' }) => value);
  }

  #find(name: string): App | undefined {
    return this.#opened?.watch.known().find((app) => app.name === name);
  }

  async #restart(): Promise<void> {
    this.#collect();
    await this.#stage.play(this.#opened?.close() ?? Promise.resolve());
    await this.start();
  }

  async #bury(): Promise<void> {
    this.#mortal.kill();
    this.#collect();
    const dying = this.#opened;
    dying?.engine.close();
    void dying?.close().catch(() => undefined);
    await this.start();
  }

  #collect(): void {
    for (const event of this.#opened?.events ?? []) {
      if (event.name === 'app_slept') {
        this.history.slept.push({ atMs: Date.parse(event.at), process: this.#process, value: event });
      }
    }
  }

  #courtesy(courtesyMs: number | 'off'): void {
    this.#rule = { ...this.#rule, courtesyMs };
    this.#opened?.reload({ rules: [this.#rule] });
    const last = this.history.off.at(-1);
    if (last !== undefined) last.toMs = Math.min(last.toMs, this.nowMs);
    if (courtesyMs === 'off') this.history.off.push({ fromMs: this.nowMs, toMs: Number.POSITIVE_INFINITY });
  }

  #switch(mode: 'observe' | 'enforce'): void {
    this.#mode = mode;
    this.#opened?.reload({ mode });
  }
}

const refOf = (name: string) => `scalingo/osc-fr1/${name}`;

function judge({ written, announced, ended, slept, off }: History): readonly string[] {
  const faults: string[] = [];
  const endOf = (id: string) => ended.find(({ value }) => value.id === id);
  for (const { value } of announced) {
    if (announced.filter((other) => other.value.id === value.id).length > 1) faults.push(`${value.id} announced twice`);
    if (!written.some((other) => other.value.id === value.id)) faults.push(`${value.id} not written down`);
  }
  for (const { value, process } of ended) {
    const same = ended.filter((other) => other.value.id === value.id);
    if (same.some((other) => other.process === process && other.value !== value))
      faults.push(`${value.id} ended twice`);
    if (same.some((other) => JSON.stringify(other.value) !== JSON.stringify(value))) faults.push(`${value.id} differs`);
  }
  for (const name of names) {
    const own = written.filter(({ value }) => value.apps.some(({ ref }) => ref === refOf(name)));
    for (const [index, notice] of own.entries()) {
      const before = own[index - 1];
      if (before === undefined) continue;
      const endedAtMs = endOf(before.value.id)?.atMs ?? Number.POSITIVE_INFINITY;
      if (endedAtMs > notice.atMs) faults.push(`${name}: ${notice.value.id} before ${before.value.id} had ended`);
    }
    for (const { atMs, value } of slept) {
      if (value.app?.ref !== refOf(name) || !value.actor.startsWith('rule:')) continue;
      const notice = own.findLast((candidate) => candidate.atMs <= atMs);
      const over = notice === undefined ? undefined : endOf(notice.value.id);
      const open = notice !== undefined && (over === undefined || over.atMs >= atMs || over.value.outcome === 'failed');
      const free = off.some(({ fromMs, toMs }) => fromMs <= atMs && atMs <= toMs + 2 * MINUTE_MS);
      if (open ? Date.parse(notice.value.sleepsAt) > atMs : !free)
        faults.push(`${name} slept unannounced at ${value.at}`);
    }
  }
  for (const { value } of written) if (endOf(value.id) === undefined) faults.push(`${value.id} never ended`);
  return faults;
}

async function play(
  steps: readonly Step[],
): Promise<{ readonly faults: readonly string[]; readonly history: History }> {
  const stage = await openWatchedStage();
  try {
    for (const name of names) {
      const app = await stage.scalingo.world.addApp({
        name,
        formation: { web: { amount: 1, size: 'M' } },
        createdAt: '2026-10-22T09:00:00.000Z',
        lastDeployedAt: '2026-11-20T09:00:00.000Z',
      });
      stage.scalingo.world.addRequests(app.id, '2026-11-22T08:15:00.000Z', 3);
    }
    const played = new Play(stage);
    await played.start();
    await played.pass(2);
    for (const one of steps) await played.take(one);
    await played.rest();
    const left = (await played.openNotes()).map((value) => `left behind: ${value}`);
    return { faults: [...judge(played.history), ...left], history: played.history };
  } finally {
    await stage.close();
  }
}

describe('whatever people, settings and crashes do meanwhile', () => {
  it('nobody is told twice, nothing sleeps before its time, and every notice ends once', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { minLength: 1, maxLength: 7 }), async (steps) => {
        expect((await play(steps)).faults).toEqual([]);
      }),
      { numRuns: RUNS, seed: 11 },
    );
  }, 60_000);
});
