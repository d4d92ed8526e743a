import type { Config } from '../../core/config.ts';
import type { Caller, Paastis, StoreConfig } from '../../core/index.ts';
import { MemoryStore } from '../../core/store/memory.ts';
import { makeConfig } from '../support/make.ts';
import { MortalStore } from '../support/mortal-store.ts';
import { openStage, type Stage } from '../support/stage.ts';

const HOUR_MS = 3_600_000;

const admin: Caller = {
  actor: 'slack:U0ADMIN00',
  entryPoint: 'slack',
  standing: { kind: 'member', groups: [], workspaceAdmin: true },
};

describe('switching the mode', () => {
  let stage: Stage;

  beforeEach(async () => {
    stage = await openStage();
    const old = new Date(stage.clock.now().getTime() - 48 * HOUR_MS).toISOString();
    await stage.scalingo.world.addApp({ name: 'shop-demo', createdAt: old, lastDeployedAt: old });
  });

  afterEach(() => stage.close());

  const settings = (changes: Partial<Config> = {}) =>
    makeConfig({
      mode: 'observe',
      rules: [{ match: '*', manage: true, idleAfterMs: 30 * 60_000 }],
      providers: stage.config.providers,
      ...changes,
    });

  const open = (config = settings(), store?: StoreConfig) => stage.open(store ?? { memory: true }, config);

  const pass = (ms: number) => stage.clock.advance(ms, () => stage.scalingo.held + stage.clever.held);

  const statusOf = async (paastis: Paastis) => {
    const report = await stage.play(paastis.run('status shop-demo', admin));
    return report.kind === 'status' ? report.apps[0]?.status : report.kind;
  };

  it('makes Paastis act by itself from then on, and is on record', async () => {
    const paastis = await open();
    await stage.play(paastis.start());
    await pass(HOUR_MS);
    const observed = await statusOf(paastis);

    const report = await stage.play(paastis.switchMode('enforce', admin));
    await pass(HOUR_MS);

    expect(observed).toBe('running');
    expect(report).toMatchObject({ kind: 'mode', mode: 'enforce', changed: true });
    expect(await statusOf(paastis)).toBe('asleep');
    const history = await stage.play(paastis.run('history', admin));
    const switched = history.kind === 'history' ? history.entries.filter(({ name }) => name === 'mode_switched') : [];
    expect(switched).toMatchObject([{ actor: 'slack:U0ADMIN00', entryPoint: 'slack', reason: 'enforce' }]);
    expect(switched[0]?.sentence).toBe('U0ADMIN00 switched the mode: enforce mode: Paastis acts by itself');
  });

  it('is told by everything that tells the mode', async () => {
    const paastis = await open();
    await stage.play(paastis.switchMode('enforce', admin));

    const [plan, doctor, overview] = await stage.play(
      Promise.all([paastis.run('plan', admin), paastis.run('doctor', admin), paastis.overview()]),
    );

    expect(plan).toMatchObject({ kind: 'plan', observe: false });
    expect(overview.mode).toBe('enforce');
    expect(paastis.mode()).toMatchObject({
      mode: 'enforce',
      switched: { actor: 'slack:U0ADMIN00', fileMode: 'observe' },
    });
    const checks = doctor.kind === 'doctor' ? doctor.checks.filter(({ part }) => part === 'mode') : [];
    expect(checks.map(({ sentence }) => sentence)).toEqual([
      'Mode enforce since 10:00, switched by U0ADMIN00; the settings file says observe.',
    ]);
  });

  it('holds over a restart and settings that are read again, until these say another mode', async () => {
    const lasting = new MemoryStore();
    const life = () => ({ store: new MortalStore(lasting) });
    const first = await open(settings(), life());
    await stage.play(first.switchMode('enforce', admin));
    await stage.play(first.close({ graceMs: 0 }));

    const second = await open(settings(), life());
    const restarted = second.mode().mode;
    await stage.play(second.reload(settings({ timezone: 'UTC' })));
    const reloaded = second.mode().mode;
    await stage.play(second.reload(settings({ mode: 'enforce' })));
    const said = second.mode();
    await stage.play(second.reload(settings()));
    const taken = second.mode();
    await stage.play(second.close({ graceMs: 0 }));

    expect([restarted, reloaded]).toEqual(['enforce', 'enforce']);
    expect(said).toEqual({ mode: 'enforce' });
    expect(taken).toEqual({ mode: 'observe' });
    expect((await open(settings(), life())).mode()).toEqual({ mode: 'observe' });
  });

  it('gives way to a settings file that was changed while the bot was down', async () => {
    const lasting = new MemoryStore();
    const life = () => ({ store: new MortalStore(lasting) });
    const first = await open(settings({ mode: 'enforce' }), life());
    await stage.play(first.switchMode('observe', admin));
    await stage.play(first.close({ graceMs: 0 }));

    const changed = await open(settings({ mode: 'observe' }), life());
    await stage.play(changed.close({ graceMs: 0 }));

    expect((await open(settings({ mode: 'enforce' }), life())).mode()).toEqual({ mode: 'enforce' });
  });

  it('back to what the file says leaves nothing behind, and what holds already is no change', async () => {
    const paastis = await open();

    const reports = [
      await stage.play(paastis.switchMode('enforce', admin)),
      await stage.play(paastis.switchMode('enforce', admin)),
      await stage.play(paastis.switchMode('observe', admin)),
      await stage.play(paastis.switchMode('observe', admin)),
    ];

    expect(reports.map((report) => report.kind === 'mode' && [report.changed, report.lines.length])).toEqual([
      [true, 1],
      [false, 1],
      [true, 0],
      [false, 0],
    ]);
    expect(paastis.mode()).toEqual({ mode: 'observe' });
    const history = await stage.play(paastis.run('history', admin));
    expect(history.kind === 'history' && history.entries).toHaveLength(2);
  });

  it('is refused to whoever may not change settings', async () => {
    const paastis = await open(settings({ access: { ...makeConfig().access, admins: ['U0OTHER00'] } }));
    const people: readonly Caller[] = [
      admin,
      { ...admin, standing: { kind: 'guest', groups: [], workspaceAdmin: true } },
      { ...admin, actor: 'slack:U0OTHER00', standing: { kind: 'stranger', groups: [], workspaceAdmin: false } },
    ];

    for (const caller of people)
      expect(await stage.play(paastis.switchMode('enforce', caller))).toMatchObject({
        kind: 'error',
        error: { code: 'not_allowed' },
      });
    expect(paastis.mode()).toEqual({ mode: 'observe' });
    expect(await stage.play(paastis.switchMode('enforce', { ...admin, actor: 'slack:U0OTHER00' }))).toMatchObject({
      changed: true,
    });
  });

  it('by several at once is done once, and new settings in between have the last word', async () => {
    const paastis = await open();

    const reports = await stage.play(
      Promise.all([paastis.switchMode('enforce', admin), paastis.switchMode('enforce', admin)]),
    );
    await stage.play(
      Promise.all([
        paastis.switchMode('observe', admin),
        paastis.switchMode('enforce', admin),
        paastis.reload(settings({ mode: 'enforce' })),
        paastis.reload(settings()),
      ]),
    );

    expect(reports.map((report) => report.kind === 'mode' && report.changed)).toEqual([true, false]);
    expect(paastis.mode()).toEqual({ mode: 'observe' });
  });

  it('to enforce is refused where no rule lets an app sleep, with the lines that would', async () => {
    const paastis = await open(settings({ rules: [] }));
    await stage.play(paastis.run('list', admin));
    await stage.play(paastis.start());
    await pass(2 * HOUR_MS);

    const report = await stage.play(paastis.switchMode('enforce', admin));

    expect(report).toMatchObject({
      kind: 'error',
      error: { code: 'command_invalid', message: 'No rule manages an app, so nothing would fall asleep.' },
      code: [
        'mode: enforce',
        'rules:',
        "  - { match: '*prod*', protect: true }",
        "  - { match: 'shop-demo', manage: true }",
      ],
    });
    expect(paastis.mode()).toEqual({ mode: 'observe' });
  });
});
