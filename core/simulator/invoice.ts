/** What one app owes for one size of container in a period. */
export interface InvoiceLine {
  readonly appId: string;
  readonly app: string;
  readonly size: string;
  readonly containerSeconds: number;
  readonly eur: number;
}

/** The vendor's own bill, made from the life of its containers; knows nothing of whoever started or stopped them. */
export interface Invoice {
  readonly lines: readonly InvoiceLine[];
  readonly containerSeconds: number;
  readonly eur: number;
}

/** A container as the vendor bills it: from its creation until it is gone, boot and stop included. */
export interface BilledContainer {
  readonly appId: string;
  readonly app: string;
  readonly size: string;
  readonly fromMs: number;
}

interface Life extends BilledContainer {
  readonly untilMs: number;
}

/** A sandbox left open for weeks must not grow for ever; two weeks of 200 apps are a third of it. */
const REMEMBERED_LIVES = 100_000;

/** Watches the life of every container. One-offs and builds are not billed here: sleeping saves none of them. */
export class Meter {
  readonly #running = new Map<object, BilledContainer>();
  readonly #ended: Life[] = [];
  readonly #eurPerHour: (size: string) => number;

  constructor(eurPerHour: (size: string) => number) {
    this.#eurPerHour = eurPerHour;
  }

  /** @param container stands for itself until `end` */
  begin(container: object, billed: BilledContainer): void {
    this.#running.set(container, billed);
  }

  end(container: object, untilMs: number): void {
    const billed = this.#running.get(container);
    if (billed === undefined) return;
    this.#running.delete(container);
    this.#ended.push({ ...billed, untilMs });
    if (this.#ended.length > REMEMBERED_LIVES) this.#ended.shift();
  }

  invoice(fromMs: number, untilMs: number, nowMs: number): Invoice {
    const running = [...this.#running.values()].map((billed) => ({ ...billed, untilMs: nowMs }));
    const lines = new Map<string, InvoiceLine>();
    for (const life of [...this.#ended, ...running]) {
      const ms = Math.min(life.untilMs, untilMs) - Math.max(life.fromMs, fromMs);
      if (ms <= 0) continue;
      const { appId, app, size } = life;
      const key = `${appId} ${size}`;
      const containerSeconds = (lines.get(key)?.containerSeconds ?? 0) + ms / 1_000;
      const eur = (containerSeconds / 3_600) * this.#eurPerHour(size);
      lines.set(key, { appId, app, size, containerSeconds, eur });
    }
    const all = [...lines.values()];
    return {
      lines: all,
      containerSeconds: all.reduce((sum, line) => sum + line.containerSeconds, 0),
      eur: all.reduce((sum, line) => sum + line.eur, 0),
    };
  }
}
