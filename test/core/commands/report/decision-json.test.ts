import { renderJson } from '../../../../core/commands/report/render-json.ts';
import { makeFacts, openAnswers } from '../../../support/answers.ts';

const formation = { web: { amount: 1, size: 'S' } };
const options = { facts: [makeFacts({}, { formation })], config: { rules: [{ match: 'shop-*', manage: true }] } };

async function json(line: string, other = {}): Promise<Readonly<Record<string, unknown>>> {
  return renderJson(await openAnswers({ ...options, ...other }).run(line));
}

describe('the answers for programs', () => {
  it('fill the keys of an app that a list promises', async () => {
    expect(await json('list')).toMatchObject({
      apps: [
        {
          last_request_at: '2026-11-22T08:00:00.000Z',
          idle_seconds: 3_600,
          price_per_hour: 0.01,
          rule: 'shop-*',
          next: { action: 'sleep', at: '2026-11-22T09:00:00.000Z', reason: 'idle' },
        },
      ],
    });
  });

  it('have the same keys for idle apps', async () => {
    const [listed, idle] = [await json('list'), await json('idle')];

    expect(Object.keys(idle)).toEqual(expect.arrayContaining(['apps', 'failed', 'not_measurable', 'unread']));
    expect(idle).toMatchObject({ apps: [{ name: 'shop-pr42', idle_seconds: 3_600 }], price_per_hour: 0.01 });
    expect(keysOf(idle)).toEqual(keysOf(listed));
  });

  it('have the whole chain of a decision', async () => {
    expect(await json('why shop-pr42')).toMatchObject({
      apps: [
        {
          ref: 'scalingo/osc-fr1/shop-pr42',
          reason: 'idle',
          rule: { number: 1, match: 'shop-*' },
          idle_after_seconds: 1_800,
          signals: [{ kind: 'request', at: '2026-11-22T08:00:00.000Z', ref: null }, { kind: 'ready' }],
          reading: { known: true, complete_until: '2026-11-22T08:59:00.000Z', monitor_every_seconds: null },
          next: { action: 'sleep', reason: 'idle' },
          last: null,
        },
      ],
    });
  });

  it('have a reading that failed with its reason', async () => {
    const reading = {
      known: false,
      at: '2026-11-22T08:58:00.000Z',
      since: '2026-11-22T05:00:00.000Z',
      reason: 'tcp',
    } as const;

    expect(await json('why shop-pr42', { facts: [makeFacts({}, { reading })] })).toMatchObject({
      apps: [{ reading: { known: false, reason: 'tcp' } }],
    });
  });

  it('have a plan with instants in UTC', async () => {
    expect(await json('plan 2h')).toMatchObject({
      from: '2026-11-22T09:00:00.000Z',
      until: '2026-11-22T11:00:00.000Z',
      observe: false,
      plan: [{ name: 'shop-pr42', action: 'sleep', at: '2026-11-22T09:00:00.000Z', reason: 'idle' }],
      remedy: null,
    });
  });

  it('have the results of a keep', async () => {
    expect(await json('keep shop-pr42')).toMatchObject({
      results: [{ name: 'shop-pr42', changed: true, keep_until: '2026-11-22T11:00:00.000Z', error: null }],
    });
  });

  it('have one object for a sweep', async () => {
    expect(await json('sweep')).toMatchObject({ totals: { slept: 0, failed: 0 }, results: [], failed: [] });
  });
});

function keysOf({ apps }: Readonly<Record<string, unknown>>): readonly string[] {
  const [first]: readonly unknown[] = Array.isArray(apps) ? apps : [];
  return typeof first === 'object' && first !== null ? Object.keys(first) : [];
}
