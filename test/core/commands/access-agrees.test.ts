import fc from 'fast-check';
import { mayUse } from '../../../core/commands/access.ts';
import { commands } from '../../../core/commands/index.ts';
import type { AccessConfig, RuleConfig } from '../../../core/config.ts';
import type { Engine } from '../../../core/engine/engine.ts';
import type { Standing } from '../../../core/index.ts';
import { type AccessAction, authorize } from '../../../core/policy/access.ts';
import { makeFacts, openAnswers } from '../../support/answers.ts';

const names = ['shop-front', 'shop-back', 'blog', 'blog-production'];
const ids = ['U0AAAAAA', 'U0BBBBBB'];
const groups = ['@developers', 'S0PLATFO'];

const people = fc.subarray([...ids, ...groups, 'slack:U0AAAAAA', '@Developers']);
const access: fc.Arbitrary<AccessConfig> = fc.record({
  admins: people,
  operators: people,
  wakesPerHour: fc.constant(1_000),
});
const level = fc.constantFrom('everyone', 'operators', 'admins');
const rule: fc.Arbitrary<RuleConfig> = fc.record(
  {
    match: fc.constantFrom('shop-*', 'blog', '*-production', '*', 'other'),
    protect: fc.boolean(),
    wakeAccess: level,
    sleepAccess: level,
  },
  { requiredKeys: ['match'] },
);
const standing: fc.Arbitrary<Standing> = fc.record({
  kind: fc.constantFrom('member', 'member', 'member', 'guest', 'stranger', 'bot', 'deactivated', 'unknown'),
  groups: fc.subarray(groups),
  workspaceAdmin: fc.boolean(),
});
const asked = fc.constantFrom<readonly [string, AccessAction]>(
  ['wake', 'wake'],
  ['sleep', 'sleep'],
  ['sleep --force', 'force'],
  ['keep', 'keep'],
  ['status', 'read'],
);

describe('what may be done, told beforehand and when it is asked for', () => {
  it('is the same, for any settings and anybody', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.record({
          access,
          rules: fc.array(rule, { maxLength: 3 }),
          standing: fc.option(standing, { nil: undefined }),
          id: fc.constantFrom(...ids),
          asked,
          targets: fc.subarray(names, { minLength: 1 }),
        }),
        async ({ access, rules, standing, id, asked: [verb, action], targets }) => {
          const facts = names.map((name) => makeFacts({ name }));
          const answers = openAnswers({ facts, config: { access, rules } });
          const actor = `slack:${id}`;
          const asker = { actor, ...(standing && { standing }) };
          const allowed = facts
            .map(({ app }) => app)
            .filter(({ name }) => targets.includes(name))
            .filter((app) => authorize(asker, action, { access, rule: answers.deps.policy.ruleFor(app) }).allowed)
            .map(({ name }) => name);

          const report = await answers.run(`${verb} ${targets.join(' ')}`, {
            actor,
            entryPoint: 'slack',
            ...(standing && { standing }),
          });

          if (report.kind === 'error') {
            expect([report.error.code, allowed]).toEqual(['not_allowed', []]);
          } else if (report.kind === 'operation') {
            const done = report.results.filter(({ error }) => error?.code !== 'not_allowed');
            expect(done.map(({ name }) => name)).toEqual(allowed);
            expect(report.results.map(({ name }) => name)).toEqual(targets);
          } else {
            expect(allowed).toEqual(targets);
          }
          const { requester } = { requester: { actor, entryPoint: 'slack' } } as const;
          const context = { config: answers.deps.config, requester, ...(standing && { standing }) };
          const name = verb.split(' ')[0];
          const shown = Object.values(commands).some((spec) => spec.name === name && mayUse(spec, context));
          if (allowed.length > 0) expect(shown).toBe(true);
        },
      ),
      { seed: 4, numRuns: 100 },
    );
  });

  it('leaves every protection as it is, for anybody', async () => {
    await fc.assert(
      fc.asyncProperty(access, fc.option(standing, { nil: undefined }), async (access, standing) => {
        const rules = [{ match: '*', sleepAccess: 'everyone' } as const, { match: 'blog', protect: true }];
        const protections: unknown[] = [];
        const engine: Partial<Engine> = {
          sleep: (_app, { protectedBy }) => {
            protections.push(protectedBy);
            return Promise.reject(new Error('protected'));
          },
        };
        const answers = openAnswers({ facts: [makeFacts({ name: 'blog' })], config: { access, rules }, engine });

        const as = { actor: standing ? 'slack:U0AAAAAA' : 'terminal:ana', ...(standing && { standing }) };
        await answers.run('sleep blog --force', as);

        expect(protections.filter((by) => by !== 'blog')).toEqual([]);
      }),
      { seed: 4, numRuns: 50 },
    );
  });
});
