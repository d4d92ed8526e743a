import { readSettings } from '../../../../core/settings/parse.ts';

const read = (text: string) =>
  readSettings(text, { fileName: 'paastis.yml', env: { TOKEN: 'x' }, now: new Date('2026-11-22T09:00:00Z') });

describe('the advice on the order of rules', () => {
  it.each([
    ['*', 'shop', true],
    ['*', 'scalingo/osc-fr1/shop', true],
    ['shop-*', 'shop-pr{pr}-back', true],
    ['shop-*', 'SHOP-{a,b}', true],
    ['shop-{a,b}', 'shop-a', true],
    ['shop-pr{pr}', 'shop-pr{pr}', true],
    ['shop-pr{pr}*', 'shop-pr{pr}-back', true],
    ['scalingo/*/shop', 'scalingo/osc-fr1/shop', true],
    ['/^shop/', 'shop-back', true],
    ['shop-pr{pr}', 'shop-*', false],
    ['shop-pr{pr}-*', 'shop-prod-*', false],
    ['shop-?', 'shop-*', false],
    ['shop-?*', 'shop-a*', false],
    ['/^shop/', 'shop-*', false],
    ['*', '/^shop/', false],
    ['scalingo/osc-fr1/*', 'shop', false],
    ['blog-*', 'shop-pr{pr}', false],
  ])('%s before %s: never used is %s', async (first, second, expected) => {
    const { warnings } = await read(`rules:\n  - { match: '${first}' }\n  - { match: '${second}' }\n`);

    const orders = warnings.filter(({ key }) => key === 'warning.after' || key === 'warning.same_match');
    expect(orders.map(({ path }) => path)).toEqual(expected ? ['rules[1].match'] : []);
  });
});

describe('the advice on rules', () => {
  it.each([
    ['a trial, where all is watched', 'rules: [{ match: a, hours: Mon-Fri }]'],
    ['defaults that manage', 'defaults: { manage: true }\nrules: [{ match: a, hours: Mon-Fri }]'],
    ['hours instead of an idle limit', 'rules: [{ match: a, manage: true, idle_after: never, hours: Mon-Fri }]'],
    ['a protection alone', 'rules: [{ match: a, protect: true }]'],
    ['a token from the environment', `providers: [{ type: scalingo, token: "\${TOKEN}" }]`],
    ['the token of a simulator', 'providers: [{ type: scalingo, token: a, api_url: "http://127.0.0.1:4001" }]'],
    ['a capture of the match', "rules: [{ match: 'a-pr{pr}', group: 'a-{pr}' }]"],
  ])('is none for %s', async (_, text) => {
    expect((await read(text)).warnings).toEqual([]);
  });
});
