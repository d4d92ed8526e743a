import type { RuleConfig } from '../../../core/config.ts';
import { exitCode, type Paastis, type Report, type Standing } from '../../../core/index.ts';
import { openStage, operate, type Stage } from '../../support/stage.ts';
import { makeFolder, removeFolders } from '../../support/temporary-folder.ts';

const access = { admins: ['U0ADMIN1'], operators: ['@developers'], wakesPerHour: 30 };
const member: Standing = { kind: 'member', groups: [], workspaceAdmin: false };
const operator: Standing = { ...member, groups: ['@developers'] };

const rules: readonly RuleConfig[] = [
  { match: 'shop-front', wakeAccess: 'operators' },
  { match: 'shop-*', sleepAccess: 'admins' },
  { match: 'free-*', sleepAccess: 'everyone' },
  { match: 'blog-production', protect: true },
];

function callerOf(standing: Standing, language: 'en' | 'fr' = 'en') {
  return { actor: 'slack:U0MEMBER', entryPoint: 'slack', channel: 'slack:C0123456', standing, language } as const;
}

describe('who may do what, asked of every line', () => {
  let stage: Stage;
  let paastis: Paastis;

  async function open(settings: Partial<Stage['config']> = {}): Promise<void> {
    paastis = await stage.open({ memory: true }, { ...stage.config, access, ...settings });
  }

  const ask = (line: string, standing = member, language: 'en' | 'fr' = 'en'): Promise<Report> =>
    stage.play(paastis.run(line, callerOf(standing, language)));

  async function refusal(line: string, standing = member, language: 'en' | 'fr' = 'en') {
    const report = await ask(line, standing, language);
    if (report.kind !== 'error') throw new Error(`Expected a refusal, got ${JSON.stringify(report)}`);
    expect(report.error.code).toBe('not_allowed');
    expect(exitCode(report)).toBe(4);
    return `${report.error.message} ${report.error.remedy}`;
  }

  beforeEach(async () => {
    stage = await openStage(rules);
    for (const name of ['shop-front', 'shop-back', 'free-one', 'blog', 'blog-production']) {
      await stage.scalingo.world.addApp({ name });
    }
    await open();
  });

  afterEach(() => stage.close());
  afterAll(removeFolders);

  it('names the rule with its number, what it takes and whom to ask', async () => {
    expect(await refusal('sleep shop-back', operator)).toBe(
      'Only admins may put scalingo/osc-fr1/shop-back to sleep (by rule 2, `shop-*`). ' +
        'Ask U0ADMIN1 to do it, or to make you an admin.',
    );
    expect(await refusal('wake shop-front')).toBe(
      'Only operators may wake scalingo/osc-fr1/shop-front (by rule 1, `shop-front`). ' +
        'Ask @developers or U0ADMIN1 to do it, or to make you an operator.',
    );
    expect(await refusal('keep shop-front', member, 'fr')).toBe(
      'Seuls les opérateurs peuvent garder scalingo/osc-fr1/shop-front éveillée (règle 1, `shop-front`). ' +
        'Demandez à @developers ou U0ADMIN1 de le faire, ou de vous nommer opérateur.',
    );
  });

  it('says so where no rule does, and sends to the workspace where nobody is named', async () => {
    expect(await refusal('sleep blog')).toContain('put scalingo/osc-fr1/blog to sleep (no rule says otherwise)');
    await open({ access: { ...access, admins: [], operators: [] } });
    expect(await refusal('sleep shop-back')).toContain('Ask an admin of the workspace to do it');
  });

  it('touches nothing it refuses', async () => {
    await refusal('sleep shop-back');
    await refusal('sleep blog --force');

    const { scalingo } = stage;
    expect(['shop-back', 'blog'].map((name) => scalingo.world.app(name).status)).toEqual(['running', 'running']);
    expect(scalingo.requests.filter(({ path }) => path.endsWith('/scale'))).toEqual([]);
  });

  it('goes on with what is allowed and tells the rest apart, in the order they were asked for', async () => {
    const report = await ask('sleep shop-back free-one blog');

    expect(report).toMatchObject({
      results: [
        { name: 'shop-back', changed: false, before: 'running', after: 'running', error: { code: 'not_allowed' } },
        { name: 'free-one', changed: true, after: 'asleep' },
        { name: 'blog', changed: false, error: { code: 'not_allowed' } },
      ],
    });
    expect(exitCode(report)).toBe(3);
  });

  it('refuses all of several in one answer, with every rule and whoever can do all of it', async () => {
    const both = 'scalingo/osc-fr1/shop-back, scalingo/osc-fr1/blog';
    expect(await refusal('sleep shop-back blog')).toBe(
      `You may not put ${both} to sleep (by rule 2, \`shop-*\`). Ask U0ADMIN1 to do it.`,
    );
    await open({
      rules: [
        { match: 'shop-*', wakeAccess: 'admins' },
        { match: 'b*', wakeAccess: 'admins' },
      ],
    });
    expect(await refusal('wake shop-back blog', operator)).toBe(
      `Only admins may wake ${both} (by rule 1, \`shop-*\`, rule 2, \`b*\`). Ask U0ADMIN1 to do it, or to make you an admin.`,
    );
  });

  it('takes more to force', async () => {
    expect(await refusal('sleep free-one --force')).toContain('with `--force`');
    expect(await ask('sleep free-one --force', operator)).toMatchObject({ results: [{ after: 'asleep' }] });
  });

  it('never puts to sleep what is protected, whoever forces it', async () => {
    const [result] = await operate(stage, paastis, 'sleep blog-production --force');

    expect(result?.error?.message).toContain('protected by a rule');
    const caller = { ...callerOf(operator), actor: 'slack:U0ADMIN1' };
    const report = await stage.play(paastis.run('sleep blog-production --force', caller));
    expect(report).toMatchObject({ results: [{ changed: false, error: { code: 'sleep_refused' } }] });
  });

  it('wakes what an app needs without asking for it again', async () => {
    const needing: readonly RuleConfig[] = [
      { match: 'blog', needs: ['shop-front'] },
      { match: 'shop-front', wakeAccess: 'admins' },
    ];
    await open({ rules: needing });
    await operate(stage, paastis, 'sleep blog shop-front');

    expect(await ask('wake blog')).toMatchObject({ results: [{ name: 'blog' }, { name: 'shop-front' }] });
  });

  it.each(['guest', 'stranger', 'bot', 'deactivated'] as const)('tells a %s nothing at all', async (kind) => {
    const { requests } = stage.scalingo;
    const before = requests.length;
    const answers = ['list', 'help', 'status blog', 'wake blgo', 'nonsense', 'wake blog'].map((line) =>
      refusal(line, { ...member, kind }),
    );

    const texts = await Promise.all(answers);
    expect(new Set(texts).size).toBe(1);
    expect(texts.join()).not.toContain('blog');
    expect(requests.length).toBe(before);
  });

  it('tells somebody it could not look up what to do about it', async () => {
    const standing: Standing = { ...member, kind: 'unknown' };

    expect(await ask('list', standing)).toMatchObject({ kind: 'list' });
    expect(await refusal('sleep blog', standing)).toContain('I could not find out who you are');
  });

  it('leaves the digest of a channel to operators once there are any', async () => {
    expect(await refusal('digest here Mon-Fri 09:00')).toContain('set when Paastis acts or reports by itself');
    await refusal('digest off');
    expect(await ask('digest')).toMatchObject({ kind: 'digest' });
    expect(await ask('digest here Mon-Fri 09:00', operator)).toMatchObject({ kind: 'digest_schedule' });
    expect(await ask('digest off', operator)).toMatchObject({ kind: 'digest_schedule' });
  });

  it('shows in help what this person may do for some app', async () => {
    const names = async (standing: Standing) => {
      const report = await ask('help', standing);
      return report.kind === 'help' ? report.entries.map(({ name }) => name) : [];
    };

    // A rule leaves some apps to everyone.
    expect(await names(member)).toEqual(expect.arrayContaining(['wake', 'sleep', 'keep', 'list']));
    await open({ rules: [{ match: '*', wakeAccess: 'admins' }] });
    expect(await names(member)).not.toContain('sleep');
    expect(await names(member)).toContain('wake');
    expect(await names(operator)).toContain('sleep');
  });

  it('answers the same beforehand, for what is shown', async () => {
    await ask('list');
    const may = (action: 'wake' | 'sleep' | 'settings', ref?: string) =>
      paastis.may(callerOf(member), action, ref && `scalingo/osc-fr1/${ref}`);

    expect(may('wake', 'shop-front')).toMatchObject({ allowed: false, rule: { number: 1, match: 'shop-front' } });
    expect(may('wake', 'blog')).toEqual({ allowed: true });
    expect(may('sleep', 'Free-One')).toEqual({ allowed: true });
    expect(may('sleep')).toMatchObject({ allowed: false, reason: 'operators' });
    expect(may('sleep', 'nobody-knows')).toMatchObject({ allowed: false, reason: 'operators' });
    expect(may('settings')).toMatchObject({ allowed: false, reason: 'admins', ask: ['U0ADMIN1'] });
  });

  it('still knows where it was asked for when another process finishes it', async () => {
    const folder = await makeFolder();
    const settings = { ...stage.config, access };
    paastis = await stage.open({ folder }, settings);
    await ask('sleep free-one');
    await stage.clock.advance(60_000);
    const waking = paastis.run('wake free-one', callerOf(member)).catch(() => undefined);
    await stage.clock.advance(1_000);
    await stage.play(paastis.close({ graceMs: 0 }));
    await stage.play(waking);
    paastis = await stage.open({ folder }, settings);
    await stage.clock.advance(120_000);

    const history = await ask('history free-one');
    const woken = history.kind === 'history' ? history.entries.filter(({ name }) => name === 'app_woken') : [];
    expect(woken).toMatchObject([{ entryPoint: 'recovery', actor: 'slack:U0MEMBER', channel: 'slack:C0123456' }]);
  });

  it('proposes no line that this person could not run', async () => {
    await open({ rules: [] });

    expect(await ask('slep blog')).not.toHaveProperty('tries');
    expect(await ask('slep blog', operator)).toMatchObject({ tries: ['sleep blog'] });
  });

  it('leaves a pass over all apps to operators, at a door that says who asks', async () => {
    const caller = { actor: 'github:octocat', entryPoint: 'github' } as const;

    const refused = await stage.play(paastis.run('sweep --dry-run', { ...caller, standing: member }));
    expect(refused).toMatchObject({ kind: 'error', error: { code: 'not_allowed' } });
    expect(await stage.play(paastis.run('sweep --dry-run', caller))).toMatchObject({ kind: 'sweep' });
  });

  it('keeps with every event where it was asked for', async () => {
    const heard: unknown[] = [];
    paastis.subscribe(({ name, actor, channel }) => heard.push([name, actor, channel]));
    await ask('sleep free-one');
    await ask('wake free-one --for 2h');
    await stage.clock.advance(60_000);

    const from = ['slack:U0MEMBER', 'slack:C0123456'];
    expect(heard).toEqual(
      expect.arrayContaining([
        ['app_slept', ...from],
        ['app_woken', ...from],
        ['app_kept', ...from],
      ]),
    );
    const history = await ask('history free-one');
    const kept = history.kind === 'history' ? history.entries.filter(({ actor }) => actor === from[0]) : [];
    expect(kept.length).toBeGreaterThanOrEqual(3);
    expect(new Set(kept.map(({ channel }) => channel))).toEqual(new Set([from[1]]));
  });
});
