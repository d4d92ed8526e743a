import fc from 'fast-check';
import { findMentionedApps } from '../../../../bot/slack/forms/mentioned-apps.ts';
import { overviewApp } from '../../../support/make-overview.ts';

const shop = overviewApp('shop-pr42', { url: 'https://shop-pr42.osc-fr1.scalingo.io' });
const api = overviewApp('api', { provider: 'clever-cloud', region: 'par', url: 'https://api-42.cleverapps.io/' });
const local = overviewApp('local', { url: 'http://127.0.0.1:43083' });
const twins = [overviewApp('twin'), overviewApp('twin', { provider: 'clever-cloud', region: 'par' })];
const apps = [shop, api, local, ...twins, overviewApp('no-address')];

const certain = (message: unknown) => findMentionedApps(message, apps).certain;

describe('the apps a message is about', () => {
  it.each([
    ['a wrapped link', { text: 'look at <https://shop-pr42.osc-fr1.scalingo.io/cart?x=1|the cart>' }],
    ['a bare host', { text: 'shop-pr42.osc-fr1.scalingo.io is down.' }],
    ['other case', { text: 'HTTPS://Shop-PR42.OSC-FR1.scalingo.io' }],
    ['the end of a sentence', { text: 'see https://shop-pr42.osc-fr1.scalingo.io.' }],
    ['a link of rich text', { blocks: [{ elements: [{ elements: [{ type: 'link', url: shop.url }] }] }] }],
    ['a button', { blocks: [{ accessory: { url: shop.url } }] }],
    ['the preview of a link', { attachments: [{ from_url: `${shop.url}/a`, title: 'Shop' }] }],
    ['a name as code', { text: 'is `shop-pr42` asleep?' }],
    ['a name in a block of code', { text: '```shop-pr42```' }],
    ['a name as code in rich text', { blocks: [{ elements: [{ text: 'Shop-pr42', style: { code: true } }] }] }],
  ])('are found by %s', (_, message) => {
    expect(certain(message)).toEqual([shop.ref]);
  });

  it('are found by a host with its port, and several at once, each once', () => {
    const text = 'http://127.0.0.1:43083/x and https://api-42.cleverapps.io and `api`';

    expect(certain({ text, blocks: [{ text: { text } }] })).toEqual([local.ref, api.ref]);
  });

  it.each([
    ['a name in passing', 'the api is slow, shop-pr42 too'],
    ['a name between two pieces of code', '`a` shop-pr42 `b`'],
    ['a longer host', 'https://shop-pr42.osc-fr1.scalingo.io.evil.example'],
    ['part of a name', '`shop-pr4` and `shop-pr421`'],
    ['another port', 'http://127.0.0.1:4308'],
    ['nothing', ''],
  ])('are not found by %s', (_, text) => {
    expect(findMentionedApps({ text }, apps)).toEqual({ certain: [], doubtful: [] });
  });

  it('are doubtful where several have the name', () => {
    expect(findMentionedApps({ text: '`twin`' }, apps)).toEqual({ certain: [], doubtful: twins.map(({ ref }) => ref) });
  });

  it('are looked for in a bounded time, whatever the message is', () => {
    const deep = JSON.parse(`${'{"a":'.repeat(5_000)}1${'}'.repeat(5_000)}`);
    const hostile = [
      { text: `a${'.-'.repeat(50_000)}x` },
      { text: '`'.repeat(100_000) },
      { text: 'https://'.repeat(15_000) },
      { text: `${'a.'.repeat(60_000)}:99999` },
      { blocks: Array.from({ length: 50_000 }, (_, at) => ({ text: `\`${at}\`` })) },
      deep,
    ];

    const begun = performance.now();
    for (const message of hostile) expect(certain(message)).toEqual([]);

    expect((performance.now() - begun) / hostile.length).toBeLessThan(200);
  });

  it('are only ever known ones, for any JSON', () => {
    fc.assert(
      fc.property(fc.jsonValue(), (message) => {
        const found = findMentionedApps(message, apps);

        expect(apps.map(({ ref }) => ref)).toEqual(expect.arrayContaining([...found.certain, ...found.doubtful]));
      }),
      { numRuns: 100, seed: 7 },
    );
  });
});
