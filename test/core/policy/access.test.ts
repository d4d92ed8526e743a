import type { AccessLevel } from '../../../core/config.ts';
import type { Standing } from '../../../core/model/standing.ts';
import { type AccessAction, type Asker, authorize, couldBeAllowed, roleOf } from '../../../core/policy/access.ts';

const nobody = { admins: [], operators: [] };
const named = { admins: ['U0ADMIN1', '@Platform'], operators: ['S0OPERAT', 'slack:U0OPER01'] };

function asker(id: string, standing: Partial<Standing> = {}): Asker {
  return { actor: `slack:${id}`, standing: { kind: 'member', groups: [], workspaceAdmin: false, ...standing } };
}

const member = asker('U0MEMBER');
const admin = asker('U0ADMIN1');
const operator = asker('U0MEMBER', { groups: ['S0OPERAT'] });

function ruleWith(levels: { readonly wakeAccess?: AccessLevel; readonly sleepAccess?: AccessLevel }) {
  return { index: 2, rule: { match: 'shop-*', ...levels } };
}

const actions: readonly AccessAction[] = ['read', 'wake', 'sleep', 'keep', 'force', 'schedule', 'settings'];

function allowedTo(who: Asker, access: typeof named | typeof nobody): readonly AccessAction[] {
  return actions.filter((action) => authorize(who, action, { access }).allowed);
}

describe('who may do what without a rule', () => {
  it('is everything for somebody at the machine itself', () => {
    expect(allowedTo({ actor: 'terminal:ana' }, named)).toEqual(actions);
    expect(allowedTo({ actor: 'rule:2' }, named)).toEqual(actions);
    expect(allowedTo({ actor: 'github:octocat' }, named)).toEqual(actions);
  });

  it('is everything but the settings for everybody, as long as nobody is named', () => {
    expect(allowedTo(member, nobody)).toEqual(['read', 'wake', 'sleep', 'keep', 'force', 'schedule']);
  });

  it('is to read, to wake and to keep awake for everybody once somebody is named', () => {
    expect(allowedTo(member, named)).toEqual(['read', 'wake', 'keep']);
    expect(allowedTo(member, { admins: ['U0ADMIN1'], operators: [] })).toEqual(['read', 'wake', 'keep']);
  });

  it('is everything but the settings for operators, and everything for admins', () => {
    expect(allowedTo(operator, named)).toEqual(['read', 'wake', 'sleep', 'keep', 'force', 'schedule']);
    expect(allowedTo(admin, named)).toEqual(actions);
  });

  it.each(['guest', 'stranger', 'bot', 'deactivated'] as const)('is nothing for a %s, not even if named', (kind) => {
    const who = asker('U0ADMIN1', { kind, groups: ['@platform'], workspaceAdmin: true });

    expect(allowedTo(who, named)).toEqual([]);
    expect(allowedTo(who, nobody)).toEqual([]);
    expect(authorize(who, 'read', { access: named })).toEqual({
      allowed: false,
      reason: kind,
      ask: ['S0OPERAT', 'U0OPER01', 'U0ADMIN1', '@Platform'],
    });
  });

  it('is what everybody may for somebody who could not be looked up, whatever else is said of them', () => {
    const who = asker('U0MEMBER', { kind: 'unknown', groups: ['@platform'], workspaceAdmin: true });

    expect(allowedTo(who, named)).toEqual(['read', 'wake', 'keep']);
    expect(allowedTo(who, nobody)).toEqual(['read', 'wake', 'sleep', 'keep', 'force', 'schedule']);
    expect(authorize(who, 'sleep', { access: named })).toMatchObject({ reason: 'unknown', level: 'operators' });
    expect(allowedTo(asker('U0ADMIN1', { kind: 'unknown' }), named)).toEqual(actions);
  });

  it('takes somebody from Slack without a standing for unknown, not for the machine', () => {
    expect(allowedTo({ actor: 'slack:U0MEMBER' }, named)).toEqual(['read', 'wake', 'keep']);
  });
});

describe('the role of a person', () => {
  it.each([
    ['by id', asker('U0ADMIN1'), 'admin'],
    ['by the handle of a group, in any case', asker('U1', { groups: ['S0PLATFO', '@platform'] }), 'admin'],
    ['by the id of a group', operator, 'operator'],
    ['by a whole actor', asker('U0OPER01'), 'operator'],
    ['by nothing', member, 'everyone'],
    ['not by an id that only looks the same', asker('u0admin1'), 'everyone'],
    ['not as admin of the workspace where admins are named', asker('U1', { workspaceAdmin: true }), 'everyone'],
  ])('is found %s', (_how, who, role) => {
    expect(roleOf(who, named)).toBe(role);
  });

  it('is admin for admins of the workspace where no admin is named', () => {
    const who = asker('U1', { workspaceAdmin: true });

    expect(roleOf(who, nobody)).toBe('admin');
    expect(roleOf(who, { admins: [], operators: ['U0OPER01'] })).toBe('admin');
  });

  it('is not given by a login elsewhere that is written like an id', () => {
    const standing = { kind: 'member', groups: [], workspaceAdmin: false } as const;

    expect(roleOf({ actor: 'github:U0ADMIN1', standing }, named)).toBe('everyone');
    expect(roleOf({ actor: 'github:octocat', standing }, { admins: ['github:Octocat'], operators: [] })).toBe('admin');
  });
});

describe('who may do what by a rule', () => {
  it('is what the rule says, and the refusal names it with its number and whom to ask', () => {
    const terms = { access: named, rule: ruleWith({ wakeAccess: 'admins', sleepAccess: 'operators' }) };

    expect(authorize(operator, 'wake', terms)).toEqual({
      allowed: false,
      reason: 'admins',
      level: 'admins',
      rule: { number: 3, match: 'shop-*' },
      ask: ['U0ADMIN1', '@Platform'],
    });
    expect(authorize(operator, 'keep', terms).allowed).toBe(false);
    expect(authorize(operator, 'sleep', terms).allowed).toBe(true);
    expect(authorize(member, 'sleep', terms)).toMatchObject({
      reason: 'operators',
      ask: ['S0OPERAT', 'U0OPER01', 'U0ADMIN1', '@Platform'],
    });
  });

  it('lets everybody put to sleep what it leaves to everybody', () => {
    const terms = { access: named, rule: ruleWith({ sleepAccess: 'everyone' }) };

    expect(authorize(member, 'sleep', terms).allowed).toBe(true);
    expect(authorize(member, 'force', terms)).toMatchObject({ reason: 'operators', level: 'operators' });
    expect(authorize(member, 'force', terms)).not.toHaveProperty('rule');
  });

  it('lets nobody force what they may not put to sleep', () => {
    const terms = { access: named, rule: ruleWith({ sleepAccess: 'admins' }) };

    expect(authorize(operator, 'force', terms)).toMatchObject({ reason: 'admins', rule: { number: 3 } });
    expect(authorize(admin, 'force', terms).allowed).toBe(true);
  });

  it('leaves what it restricts to the admins of the workspace where nobody is named', () => {
    const terms = { access: nobody, rule: ruleWith({ sleepAccess: 'operators' }) };

    expect(authorize(member, 'sleep', terms)).toMatchObject({ reason: 'operators', ask: [] });
    expect(authorize(asker('U1', { workspaceAdmin: true }), 'sleep', terms).allowed).toBe(true);
  });

  it('says nothing about reading, schedules and settings', () => {
    const terms = { access: named, rule: ruleWith({ wakeAccess: 'admins', sleepAccess: 'admins' }) };

    expect(authorize(member, 'read', terms).allowed).toBe(true);
    expect(authorize(operator, 'schedule', terms).allowed).toBe(true);
    expect(authorize(operator, 'settings', terms)).toMatchObject({ reason: 'admins' });
    expect(authorize(operator, 'settings', terms)).not.toHaveProperty('rule');
  });
});

describe('what could be allowed for some app', () => {
  it('is what the defaults or any rule allow', () => {
    const everyone = [{ match: 'a' }, { match: 'b', sleepAccess: 'everyone' }] as const;

    expect(couldBeAllowed(member, 'sleep', { access: named, rules: [{ match: 'a' }] })).toBe(false);
    expect(couldBeAllowed(member, 'sleep', { access: named, rules: everyone })).toBe(true);
    expect(couldBeAllowed(asker('U1', { kind: 'guest' }), 'sleep', { access: named, rules: everyone })).toBe(false);
  });
});
