import { type Scope, withinScope } from '../../../../core/commands/line/scope.ts';
import type { Config } from '../../../../core/config.ts';
import { buildApp } from '../../../support/build.ts';
import { makeConfig } from '../../../support/make.ts';

const web = buildApp({ name: 'shop-pr42-web', review: { parent: 'shop-web', pullRequest: 42 } });
const api = buildApp({ name: 'shop-pr42-api' });
const db = buildApp({ name: 'shop-pr42-db', type: 'clever-cloud', id: 'app_1' });
const other = buildApp({ name: 'shop-pr7-web' });
const production = buildApp({ name: 'shop-production' });
const twin = buildApp({ name: 'shop-pr42-web', type: 'clever-cloud', id: 'app_2' });
const apps = [web, api, db, other, production];

function known(scope: Scope, rules: Config['rules'] = [], among = apps, facts: Partial<Config> = {}) {
  return withinScope(scope, among, makeConfig({ rules, ...facts })).map(({ name }) => name);
}

describe('the apps within a scope', () => {
  it.each<[string, readonly string[]]>([
    ['shop-pr42-web', ['shop-pr42-web']],
    ['SHOP-PR42-WEB', ['shop-pr42-web']],
    ['scalingo/osc-fr1/shop-pr42-api', ['shop-pr42-api']],
    ['shop-pr42-*', ['shop-pr42-web', 'shop-pr42-api', 'shop-pr42-db']],
    ['#42', ['shop-pr42-web', 'shop-pr42-api', 'shop-pr42-db']],
    ['shop-pr{pr}-web', ['shop-pr42-web', 'shop-pr7-web']],
    ['scalingo/*/shop-pr{pr}-web', ['shop-pr42-web', 'shop-pr7-web']],
    ['clever-cloud:shop-pr{pr}-db', ['shop-pr42-db']],
    ['shop-{branch}', ['shop-pr42-web', 'shop-pr42-api', 'shop-pr42-db', 'shop-pr7-web', 'shop-production']],
    ['#{pr}', ['shop-pr42-web', 'shop-pr42-api', 'shop-pr42-db', 'shop-pr7-web']],
    ['https://shop-pr{pr}-api.example.test', ['shop-pr42-api']],
    ['shop-pr43-web', []],
    ['/[/', []],
    ['{pr', []],
    ['', []],
  ])('by %s', (word, expected) => {
    expect(known({ words: [word] })).toEqual(expected);
  });

  it('are none without a word', () => {
    expect(known({})).toEqual([]);
    expect(known({ words: [] })).toEqual([]);
  });

  it('are those of every region where a plain name means several', () => {
    expect(known({ words: ['shop-pr42-web'] }, [], [web, twin])).toEqual(['shop-pr42-web', 'shop-pr42-web']);
  });

  it('are those that the settings manage, but for the protected ones', () => {
    const rules = [
      { match: '*-production', protect: true, manage: true },
      { match: 'shop-pr42-*', manage: true },
    ];

    expect(known({ managed: true }, rules)).toEqual(['shop-pr42-web', 'shop-pr42-api', 'shop-pr42-db']);
    expect(known({ managed: true })).toEqual([]);
  });

  it('include what they need, however far, and the others of their groups, but nothing that needs them', () => {
    const rules = [
      { match: 'shop-pr{pr}-web', needs: ['shop-pr{pr}-api'] },
      { match: 'shop-pr{pr}-api', group: 'api-{pr}' },
      { match: 'shop-pr{pr}-db', group: 'api-{pr}' },
    ];

    expect(known({ words: ['shop-pr42-web'] }, rules)).toEqual(['shop-pr42-web', 'shop-pr42-api', 'shop-pr42-db']);
    expect(known({ words: ['shop-pr42-api'] }, rules)).toEqual(['shop-pr42-api', 'shop-pr42-db']);
  });

  it('end where apps need each other', () => {
    const rules = [
      { match: 'shop-pr42-web', needs: ['shop-pr42-api'] },
      { match: 'shop-pr42-api', needs: ['shop-pr42-web'] },
    ];

    expect(known({ words: ['shop-pr42-web'] }, rules)).toEqual(['shop-pr42-web', 'shop-pr42-api']);
  });
});
