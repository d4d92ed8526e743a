import type { Caller, Report } from '../../core/index.ts';
import { openStage, type Stage } from '../support/stage.ts';

const caller: Caller = { actor: 'github:mallory', entryPoint: 'github' };

let stage: Stage;

afterEach(() => stage.close());

async function openScoped(words: readonly string[]) {
  stage = await openStage([{ match: 'shop-pr{pr}-web', needs: ['shop-pr{pr}-db'], group: 'shop-{pr}' }]);
  const { scalingo, clever } = stage;
  const secret = await scalingo.world.addApp({ name: 'shop-production' });
  await scalingo.world.addApp({ name: 'shop-pr42-web', status: 'stopped', formation: { web: { amount: 0 } } });
  const db = await clever.world.addApp({ name: 'shop-pr42-db', state: 'SHOULD_BE_DOWN' });
  const hidden = await clever.world.addApp({ name: 'blog' });
  const paastis = await stage.open({ memory: true }, stage.config, { scope: { words } });
  const run = (line: string): Promise<Report> => stage.play(paastis.run(line, caller));
  return { run, secret, hidden, db };
}

describe('a core that knows the apps of a pull request only', () => {
  it('reaches no other app, whatever it is called by, and names none', async () => {
    const { run, secret, hidden } = await openScoped(['shop-pr42-*']);
    const named = [
      'shop-production',
      'SHOP-PRODUCTION',
      'shop-productio',
      secret.id,
      hidden.id,
      `scalingo/osc-fr1/${secret.id}`,
      'scalingo/osc-fr1/shop-production',
      'scalingo:shop-production',
      'clever-cloud:blog',
      'clever:b*',
      secret.url,
      'shop-production*',
      '*/*/blog',
      '/production/',
      '/^blog$/',
      '@blog',
    ];

    for (const verb of ['wake', 'sleep --force', 'keep', 'status', 'why', 'history']) {
      for (const target of named) {
        const report = await run(`${verb} ${target}`);
        expect([target, report.kind]).toEqual([target, 'error']);
        expect(report).toMatchObject({ error: { code: 'app_unknown' } });
        const others = JSON.stringify(report).replaceAll(JSON.stringify(target).slice(1, -1), '');
        expect(others).not.toMatch(/shop-production|blog/i);
      }
    }
    const touched = (id: string) =>
      [...stage.scalingo.requests, ...stage.clever.requests].filter(({ path }) => path.includes(id));
    expect([...touched(secret.id), ...touched(hidden.id)]).toEqual([]);
  });

  it('tells of no other app where none is named', async () => {
    const { run } = await openScoped(['shop-pr42-*']);
    await run('sweep');

    for (const line of [
      'list',
      'idle',
      'plan',
      'doctor',
      'history',
      'digest',
      'savings',
      'status *',
      'why *',
      'help',
    ]) {
      expect(JSON.stringify(await run(line))).not.toMatch(/shop-production|blog/);
    }
  });

  it('wakes what an app of it needs in another region', async () => {
    const { run, db } = await openScoped(['shop-pr42-web']);

    const report = await run('wake shop-pr42-web');

    expect(report).toMatchObject({
      kind: 'operation',
      results: [
        { name: 'shop-pr42-web', after: 'running' },
        { name: 'shop-pr42-db', after: 'running' },
      ],
    });
    expect(db.starts).toBe(1);
  });
});
