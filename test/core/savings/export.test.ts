import { exportRows, toCsv } from '../../../core/savings/export.ts';
import { makeInterval, makeRow } from './rows.ts';

const from = '2026-11-22T09:00:00.000Z';
const now = new Date('2026-11-22T12:00:00.000Z');

describe('the export of the ledger', () => {
  it('has a row for every sleep, oldest first, with what it is worth', () => {
    const later = makeInterval({ name: 'blog', from: '2026-11-22T10:00:00.000Z' });

    const rows = exportRows([later, makeRow({ from, hours: 2, endedBy: 'human', errorMs: 60_000 })], now);

    expect(rows).toMatchObject([
      {
        ref: 'scalingo/osc-fr1/shop-pr42',
        asleep_from: from,
        asleep_until: '2026-11-22T11:00:00.000Z',
        hours: 2,
        ended_by: 'human',
        error_seconds: 60,
        formation: 'web:1:M',
        eur_per_hour: 0.02,
        price_source: 'list',
        gross_eur: 0.04,
      },
      { ref: 'scalingo/osc-fr1/blog', asleep_until: null, hours: 2, ended_by: null },
    ]);
  });

  it('says what is not known yet as nothing, not as zero', () => {
    const { asleepFrom: _unconfirmed, ...asked } = makeInterval({ from });

    const [row] = exportRows([asked], now);

    expect(row).toMatchObject({ asleep_from: null, hours: null, gross_eur: null });
    expect(toCsv(row === undefined ? [] : [row])).toContain(',false,false,,,,idle,');
  });

  it('is a table with a header and lines that end as the standard says', () => {
    const csv = toCsv(exportRows([makeRow({ from })], now));

    const lines = csv.split('\r\n');
    expect(lines).toHaveLength(3);
    expect(lines[0]).toMatch(/^app,ref,review_app,/);
    expect(lines[1]?.split(',')).toHaveLength(lines[0]?.split(',').length ?? 0);
    expect(lines[2]).toBe('');
  });

  it('quotes what would break the table', () => {
    const csv = toCsv(exportRows([makeRow({ from, ref: 'a "quoted", name\nof two lines' })], now));

    expect(csv).toContain('"a ""quoted"", name\nof two lines"');
  });

  it.each(['=1+1', '+1', '-1', '@SUM(A1)', '\t=1', '＝1'])('makes no formula of %j', (name) => {
    const csv = toCsv(exportRows([makeRow({ from, ref: name, actor: name })], now));

    expect(csv).toContain(`,'${name},`);
    expect(csv).not.toContain(`,${name},`);
  });
});
