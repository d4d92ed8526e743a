import * as fc from 'fast-check';
import { JsonPages } from '../../../core/store/json-pages.ts';

function decode(chunks: readonly Buffer[]): unknown {
  return JSON.parse(`[${Buffer.concat([...chunks]).toString('utf8')}]`);
}

function makeRecords(count: number): object[] {
  return Array.from({ length: count }, (_, id) => ({ id, name: `café ${id}` }));
}

describe('the JSON of a long list', () => {
  it('is that of the list, also when it is empty', () => {
    const pages = new JsonPages();

    expect(decode(pages.encode([]))).toEqual([]);
    expect(decode(pages.encode(makeRecords(1_000)))).toEqual(makeRecords(1_000));
  });

  it('is made again around a change only', () => {
    const pages = new JsonPages();
    const records = makeRecords(10_240);
    const before = new Set(pages.encode(records));

    const after = pages.encode(records.with(5_000, { id: -1 }));

    const fresh = after.filter((chunk) => !before.has(chunk));
    expect(fresh).toHaveLength(1);
    expect(fresh[0]?.length).toBeLessThan(10_000);
  });

  it('is not made again behind a removed record', () => {
    const pages = new JsonPages();
    const records = makeRecords(10_240);
    const before = new Set(pages.encode(records));

    const after = pages.encode(records.toSpliced(100, 1));

    expect(after.filter((chunk) => !before.has(chunk))).toHaveLength(1);
  });

  it('stays in few pages when records come one by one', () => {
    const pages = new JsonPages();
    const records = makeRecords(1_000);

    const chunks = records.map((_, index) => pages.encode(records.slice(0, index + 1))).at(-1);

    // At least 8 records a page, and a separator between two pages.
    expect(chunks?.length).toBeLessThanOrEqual(2 * Math.ceil(1_000 / 8));
  });

  it('is that of the list after any changes', () => {
    const change = fc.record({ at: fc.nat(), kind: fc.constantFrom('replace', 'remove', 'insert', 'append') });
    const property = fc.property(fc.nat(500), fc.array(change, { maxLength: 60 }), (count, changes) => {
      const pages = new JsonPages();
      let records = makeRecords(count);
      pages.encode(records);
      for (const [id, { at, kind }] of changes.entries()) {
        const place = records.length === 0 ? 0 : at % records.length;
        const fresh = { id, kind };
        if (kind === 'append') records = [...records, fresh];
        else records = records.toSpliced(place, kind === 'insert' ? 0 : 1, ...(kind === 'remove' ? [] : [fresh]));

        expect(decode(pages.encode(records))).toEqual(records);
      }
    });

    fc.assert(property, { numRuns: 50, seed: 42 });
  });
});
