import { exitCode } from '../../../core/commands/report/exit-code.ts';
import type { CommandDeps } from '../../../core/commands/spec.ts';
import { ProviderError, StoreError } from '../../../core/errors.ts';
import type { Report } from '../../../core/index.ts';
import type { Provider } from '../../../core/providers/provider.ts';
import { MemoryStore } from '../../../core/store/memory.ts';
import { buildEvent } from '../../support/build-records.ts';
import { makeCommandDeps, makeProvider, makeWatched, runCommand } from '../../support/command-deps.ts';

const getHealth: Provider['getHealth'] = async () => ({ account: { id: 'us-1', name: 'paastis' }, withoutRight: [] });
const healthy = makeProvider({ getHealth });
const rules = [{ match: 'shop-*', manage: true, hours: 'Mon-Fri 08:00-19:00' }];
const shop = makeWatched();

async function examine(deps: CommandDeps): Promise<Extract<Report, { kind: 'doctor' }>> {
  const report = await runCommand('doctor', deps);
  if (report.kind !== 'doctor') throw new Error(JSON.stringify(report));
  return report;
}

describe('doctor', () => {
  it('finds nothing to say of a good account, and ends with 0', async () => {
    const report = await examine(makeCommandDeps({ providers: [healthy], watched: [shop], config: { rules } }));

    expect(report.checks.filter(({ status }) => status !== 'ok')).toEqual([]);
    expect(report.title).toMatch(/^\d+ checks: all is well$/);
    expect(exitCode(report)).toBe(0);
  });

  it('tells of a dead region once, and of the other one all the same', async () => {
    const region = { type: 'clever-cloud', name: 'par' } as const;
    const error = new ProviderError('provider_unavailable', 'down', { context: { region: 'clever-cloud/par' } });
    const dead = makeProvider({ region, getHealth: () => Promise.reject(error) });
    const listing = { apps: [shop.facts.app], failed: [{ region, error }] };

    const report = await examine(makeCommandDeps({ providers: [dead, healthy], watched: [shop], listing }));

    const ofDead = report.checks.filter(({ subject }) => subject === 'clever-cloud/par');
    expect(ofDead).toMatchObject([{ part: 'credentials', status: 'failure' }]);
    expect(report.checks).toContainEqual(
      expect.objectContaining({ subject: 'scalingo/osc-fr1', part: 'credentials', status: 'ok' }),
    );
    expect(exitCode(report)).toBe(1);
  });

  it('tells of a region whose account answers and whose apps cannot be listed', async () => {
    const { region } = healthy;
    const error = new ProviderError('provider_unavailable', 'down', { context: { region: 'scalingo/osc-fr1' } });

    const report = await examine(
      makeCommandDeps({ providers: [healthy], listing: { apps: [], failed: [{ region, error }] } }),
    );

    expect(report.checks.filter(({ status }) => status === 'failure')).toHaveLength(1);
  });

  it('fails without any account, naming where to write one', async () => {
    const report = await examine(makeCommandDeps());

    expect(report.checks[0]).toMatchObject({ status: 'failure', sentence: 'No provider account is configured.' });
    expect(report.checks[0]?.remedy).toContain('SCALINGO_API_TOKEN');
  });

  it('fails when the store cannot be written', async () => {
    class FullStore extends MemoryStore {
      override async check(): Promise<void> {
        throw new StoreError('store_unwritable', 'full', { context: { subject: './data' } });
      }
    }

    const report = await examine(makeCommandDeps({ providers: [healthy], store: new FullStore() }));

    expect(report.checks.find(({ part }) => part === 'store')).toMatchObject({ status: 'failure' });
  });

  it('warns when the apps were last looked at long ago', async () => {
    const sweepOf = async (...readAt: readonly string[]) => {
      const watched = readAt.map((at) => makeWatched({ readAt: at }));
      return (await examine(makeCommandDeps({ watched }))).checks.find(({ part }) => part === 'sweep');
    };

    expect(await sweepOf('2026-11-22T08:44:00.000Z', '2026-11-22T07:00:00.000Z')).toMatchObject({
      status: 'warning',
      sentence: 'The apps were last looked at 16 min ago.',
    });
    expect(await sweepOf('2026-11-22T08:45:00.000Z')).toMatchObject({ status: 'ok' });
    expect(await sweepOf()).toMatchObject({ status: 'unknown' });
  });

  it('warns of a token refused in the last day, once for each region', async () => {
    const store = new MemoryStore();
    const rejected = { name: 'token_rejected', reason: 'scalingo/osc-fr1', actor: 'paastis' } as const;
    await store.write([
      { append: buildEvent('1', { ...rejected, at: '2026-11-20T09:00:00.000Z', reason: 'clever-cloud/par' }) },
      { append: buildEvent('2', { ...rejected, at: '2026-11-22T07:00:00.000Z' }) },
      { append: buildEvent('3', { ...rejected, at: '2026-11-22T08:00:00.000Z' }) },
    ]);

    const report = await examine(makeCommandDeps({ store }));

    const tokens = report.checks.filter(({ part }) => part === 'token');
    expect(tokens.map(({ sentence }) => sentence)).toEqual([
      'scalingo/osc-fr1: the provider refused the token 1 h ago.',
    ]);
  });

  it('tells which managed apps cannot be decided about', async () => {
    const at = '2026-11-22T08:00:00.000Z';
    const worker = makeWatched(
      { name: 'jobs' },
      { reading: { known: false, at, since: at, reason: 'no_web' } },
      { reason: 'not_measurable' },
    );
    const unread = makeWatched({ name: 'api' }, {}, { reason: 'unknown' });
    const fought = makeWatched({ name: 'blog' }, {}, { reason: 'fight' });

    const { checks } = await examine(makeCommandDeps({ watched: [worker, unread, fought] }));

    const warnings = checks.filter(({ part }) => part === 'activity').map(({ sentence }) => sentence);
    expect(warnings).toEqual([
      '1 managed app cannot be measured and has no hours, so it never sleeps: scalingo/osc-fr1/jobs.',
      'The figures of 1 managed app cannot be read now, so it stays awake: scalingo/osc-fr1/api.',
      'Something else keeps waking 1 app, which is left alone for a day: scalingo/osc-fr1/blog.',
    ]);
    expect(checks).toContainEqual(
      expect.objectContaining({ part: 'hours', status: 'ok', sentence: expect.stringContaining('2 managed apps') }),
    );
  });

  it('claims nothing about management before any app was looked at', async () => {
    const none = await examine(makeCommandDeps());
    const unmanaged = await examine(makeCommandDeps({ watched: [makeWatched({}, {}, { managed: false })] }));

    expect(none.checks.filter(({ part }) => part === 'apps')).toEqual([]);
    expect(unmanaged.checks).toContainEqual(expect.objectContaining({ part: 'apps', status: 'warning' }));
  });

  it('says of an app that cannot be measured nothing when it has hours', async () => {
    const worker = makeWatched({ name: 'shop-jobs' }, {}, { reason: 'not_measurable' });

    const { checks } = await examine(makeCommandDeps({ watched: [worker], config: { rules } }));

    expect(checks.filter(({ part }) => part === 'activity')).toEqual([]);
  });

  it('adds what only the program can tell', async () => {
    const extra = { part: 'url', status: 'warning', sentence: 'no address' } as const;

    const { checks } = await examine(makeCommandDeps({ extraChecks: async () => [extra] }));

    expect(checks.at(-1)).toEqual(extra);
  });
});
