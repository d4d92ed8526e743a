import { resolveTargets, unambiguousRef } from '../../../../core/commands/line/target.ts';
import type { RuleConfig } from '../../../../core/config.ts';
import { UserError } from '../../../../core/errors.ts';
import { buildApp } from '../../../support/build.ts';

const front = buildApp({ name: 'shop-pr42-front', review: { parent: 'shop', pullRequest: 42 } });
const back = buildApp({ name: 'shop-pr42-back' });
const blog = buildApp({ name: 'blog', url: 'http://127.0.0.1:4123' });
const cleverBlog = buildApp({ name: 'blog', type: 'clever-cloud', id: 'app_1' });
const cleverTwin = buildApp({ name: 'twin', type: 'clever-cloud', id: 'app_2' });
const otherTwin = buildApp({ name: 'twin', type: 'clever-cloud', id: 'app_3' });
const apps = [front, back, blog, cleverBlog, cleverTwin, otherTwin];

function found(text: string, rules: readonly RuleConfig[] = []) {
  const resolution = resolveTargets(text, apps, rules);
  return resolution.kind === 'apps' ? resolution.apps : resolution;
}

describe('finding the apps meant', () => {
  it.each([
    ['shop-pr42-front', [front]],
    ['SHOP-PR42-FRONT', [front]],
    ['scalingo/osc-fr1/blog', [blog]],
    ['clever-cloud/par/app_1', [cleverBlog]],
    ['app_1', [cleverBlog]],
    ['scalingo:blog', [blog]],
    ['clever:blog', [cleverBlog]],
    ['clever-cloud:t*', [cleverTwin, otherTwin]],
    ['shop-*', [front, back]],
    ['*/*/blog', [blog, cleverBlog]],
    ['/^shop/', [front, back]],
    ['#42', [front, back]],
    ['pr42', [front, back]],
    ['PR-42', [front, back]],
    ['https://shop-pr42-back.example.test/cart?x=1', [back]],
    ['shop-pr42-back.example.test', [back]],
    ['http://127.0.0.1:4123/', [blog]],
  ])('%s', (text, expected) => {
    expect(found(text)).toEqual(expected);
  });

  it('asks which one when a plain name has several matches', () => {
    expect(found('blog')).toEqual({ kind: 'question', typed: 'blog', candidates: [blog, cleverBlog] });
  });

  it('names candidates so that each means one app', () => {
    expect([cleverBlog, cleverTwin].map((app) => unambiguousRef(app, apps))).toEqual([
      'clever-cloud/par/blog',
      'clever-cloud/par/app_2',
    ]);
  });

  it('finds a group by the rules, captures included', () => {
    const rules = [{ match: 'shop-pr{pr}-*', group: 'shop-pr{pr}' }];

    expect(found('@shop-pr42', rules)).toEqual([front, back]);
    expect(found('@shop-*', rules)).toEqual([front, back]);
    expect(() => found('@blog', rules)).toThrow(UserError);
  });

  it('leaves out of a pull request what the rules do not manage', () => {
    expect(found('#42', [{ match: '*-front', manage: true }])).toEqual([front]);
  });

  it('finds the pull request that a rule captures', () => {
    expect(resolveTargets('#7', [buildApp({ name: 'cart7' })], [{ match: 'cart{pr}' }])).toMatchObject({
      kind: 'apps',
      apps: [{ name: 'cart7' }],
    });
  });

  it.each([
    ['shop-pr42-frnt', ['shop-pr42-front', 'shop-pr42-back']],
    ['zzz', []],
    ['bolg*', ['blog']],
    ['https://elsewhere.example.test', []],
  ])('proposes the closest names for %s', (text, candidates) => {
    expect(() => found(text)).toThrow(
      expect.objectContaining({ code: 'app_unknown', context: expect.objectContaining({ app: text, candidates }) }),
    );
  });

  it('proposes names from beyond what it may find, where it is told some', () => {
    expect(() => resolveTargets('shpo-web', apps, [], ['shop-web', 'other'])).toThrow(
      expect.objectContaining({ context: expect.objectContaining({ candidates: ['shop-web'] }) }),
    );
  });

  it('refuses a pattern that cannot be read', () => {
    expect(() => found('/(shop/')).toThrow(expect.objectContaining({ code: 'command_invalid' }));
  });
});
