import { withoutGone } from '../../../../bot/slack/listeners/still-there.ts';
import { overviewApp, overviewOf } from '../../../support/make-overview.ts';

const shop = 'scalingo/osc-fr1/shop';
const blog = 'clever-cloud/par/blog';
const buttonValue = (...apps: readonly string[]) => JSON.stringify({ v: 1, apps, for: '2h' });

const knowing = (...names: readonly string[]) => overviewOf(names.map((name) => overviewApp(name)));

describe('a button for several apps', () => {
  it('means those that are still there, and names the others', async () => {
    const left = await withoutGone(buttonValue(shop, blog), async () => knowing('Shop'));

    expect(left).toEqual({ value: buttonValue(shop), gone: [blog] });
  });

  it('means all of them where nothing certain is known', async () => {
    const value = buttonValue(shop, blog);
    const failed = [{ provider: 'clever-cloud', region: 'par', error: { code: 'x', message: '', remedy: '' } }];

    expect(await withoutGone(value, async () => knowing())).toEqual({ value, gone: [] });
    expect(await withoutGone(value, async () => ({ ...knowing('shop'), failed }))).toEqual({ value, gone: [] });
  });

  it.each([undefined, 'no JSON', buttonValue(shop), '{"v":2,"apps":["a","b"]}'])(
    'asks nothing for %j',
    async (value) => {
      const asked = () => Promise.reject(new Error('Nobody needs that'));

      expect(await withoutGone(value, asked)).toEqual({ value, gone: [] });
    },
  );
});
