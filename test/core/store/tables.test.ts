import fc from 'fast-check';
import type { EventRecord } from '../../../core/store/records.ts';
import { Tables, type Undo } from '../../../core/store/tables.ts';
import { buildEvent } from '../../support/build-records.ts';

function event(index: number, key: string | undefined): EventRecord {
  const { app: _shop, ...rest } = buildEvent(`e${index}`);
  return { ...rest, ...(key !== undefined && { app: { key, ref: key } }) };
}

const apps = ['shop', 'blog', undefined] as const;

const step = fc.oneof(
  { weight: 6, arbitrary: fc.constantFrom(...apps).map((app) => ({ kind: 'append' as const, app })) },
  { weight: 2, arbitrary: fc.constant({ kind: 'undo' as const }) },
  { weight: 1, arbitrary: fc.nat(3).map((count) => ({ kind: 'drop' as const, count })) },
  { weight: 1, arbitrary: fc.constant({ kind: 'load' as const }) },
);

describe('the events of one app', () => {
  it('are those of it among all, whatever was added, taken back and forgotten', () => {
    fc.assert(
      fc.property(fc.array(step, { maxLength: 60 }), (steps) => {
        const tables = new Tables();
        let undo: Undo[] = [];
        for (const [index, one] of steps.entries()) {
          if (one.kind === 'append') undo.push(tables.apply({ append: event(index, one.app) }));
          if (one.kind === 'undo') undo.pop()?.();
          // What was forgotten was durable, and so was all before it.
          if (one.kind === 'drop') [undo] = [[], tables.dropOldestEvents(one.count)];
          if (one.kind === 'load') [undo] = [[], reload(tables)];
        }

        const all = tables.listEvents({ limit: 100 });
        for (const key of ['shop', 'blog', 'other']) {
          expect(tables.listEvents({ key, limit: 100 })).toEqual(all.filter(({ app }) => app?.key === key));
        }
      }),
      { numRuns: 500, seed: 4 },
    );
  });
});

function reload(tables: Tables): void {
  tables.load(tables.listAll(), tables.listEvents({ limit: 100 }).toReversed());
}
