import { renderJson } from '../../../../core/commands/report/render-json.ts';
import type { Report } from '../../../../core/commands/report/report.ts';

const error = { code: 'provider_auth', message: 'refused', remedy: 'renew' };

describe('a report for programs', () => {
  it('has every key of an app, null where nothing is known', () => {
    const report: Report = {
      kind: 'list',
      apps: [
        { ref: 'scalingo/osc-fr1/shop', name: 'shop', provider: 'scalingo', region: 'osc-fr1', status: 'running' },
      ],
      failed: [{ provider: 'clever-cloud', region: 'par', error }],
    };

    expect(renderJson(report)).toEqual({
      apps: [
        {
          ref: 'scalingo/osc-fr1/shop',
          name: 'shop',
          provider: 'scalingo',
          region: 'osc-fr1',
          status: 'running',
          status_reason: null,
          url: null,
          review: null,
          pull_request: null,
          formation: null,
          last_request_at: null,
          idle_seconds: null,
          price_per_hour: null,
          rule: null,
          next: null,
          snapshot: null,
          operation: null,
          last_deployed_at: null,
          keep_until: null,
        },
      ],
      failed: [{ provider: 'clever-cloud', region: 'par', error }],
    });
  });

  it('writes review apps, formations and snapshots in snake_case', () => {
    const formation = { web: { amount: 1, size: 'S', autoscaler: 'as-1' }, worker: { amount: 0 } };
    const report: Report = {
      kind: 'status',
      apps: [
        {
          ref: 'r',
          name: 'shop-pr42',
          provider: 'scalingo',
          region: 'osc-fr1',
          status: 'asleep',
          review: { parent: 'shop', pullRequest: 42 },
          formation,
          snapshot: { formation, takenAt: '2026-11-22T09:00:00.000Z', actor: 'slack:U1' },
        },
      ],
      failed: [],
    };

    expect(renderJson(report)).toMatchObject({
      apps: [
        {
          review: { parent: 'shop', pull_request: 42 },
          formation: { web: { amount: 1, size: 'S' }, worker: { amount: 0, size: null } },
          snapshot: { taken_at: '2026-11-22T09:00:00.000Z', actor: 'slack:U1' },
        },
      ],
    });
  });

  it('has the results of an operation', () => {
    const report: Report = {
      kind: 'operation',
      verb: 'wake',
      results: [
        {
          ref: 'r',
          name: 'shop',
          before: 'asleep',
          after: 'crashed',
          changed: false,
          seconds: 8.1,
          reason: 'x',
          error,
        },
      ],
    };

    expect(renderJson(report)).toEqual({
      results: [
        {
          ref: 'r',
          name: 'shop',
          before: 'asleep',
          after: 'crashed',
          changed: false,
          seconds: 8.1,
          reason: 'x',
          url: null,
          formation: null,
          assumed: false,
          joined: null,
          keep_until: null,
          error,
        },
      ],
    });
  });

  it('has events with their sentence', () => {
    const report: Report = {
      kind: 'history',
      entries: [
        {
          id: 'e1',
          name: 'app_woken',
          at: '2026-11-22T09:00:00.000Z',
          app: { key: 'k', ref: 'r' },
          actor: 'terminal:ana',
          entryPoint: 'terminal',
          durationMs: 8_000,
          correlationId: 'c1',
          sentence: 'ana woke r in 8 s',
        },
      ],
    };

    expect(renderJson(report)).toMatchObject({
      events: [{ app: 'r', entry_point: 'terminal', duration_ms: 8_000, correlation_id: 'c1', before: null }],
    });
  });

  it('has questions and errors as an error', () => {
    const candidates = [{ ref: 'a', command: 'wake a' }];

    expect(renderJson({ kind: 'error', error })).toEqual({ error });
    expect(renderJson({ kind: 'question', text: 'Which?', candidates, error })).toEqual({
      question: 'Which?',
      candidates,
      error,
    });
  });
});
