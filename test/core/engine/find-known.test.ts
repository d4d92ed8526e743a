import { createKnownFinder } from '../../../core/engine/find-known.ts';
import { makeApp } from '../../support/make.ts';

describe('an app by its name', () => {
  const shop = makeApp({ id: 'a1', name: 'Shop' });
  const twin = makeApp({ id: 'A2', name: 'shop', region: { type: 'clever-cloud', name: 'par' } });

  it('is found by qualified name and by key, in any case', () => {
    const find = createKnownFinder(() => [shop, twin]);

    expect(find('scalingo/osc-fr1/shop')).toBe(shop);
    expect(find('Clever-Cloud/par/SHOP')).toBe(twin);
    expect(find('clever-cloud/par/a2')).toBe(twin);
    expect(find('shop')).toBeUndefined();
  });

  it('is looked for among all only when it is not known yet', () => {
    let looks = 0;
    const apps = [shop];
    const find = createKnownFinder(() => {
      looks += 1;
      return [...apps];
    });
    find('scalingo/osc-fr1/shop');
    find('scalingo/osc-fr1/shop');
    expect(looks).toBe(1);

    apps.push(twin);
    expect(find('clever-cloud/par/shop')).toBe(twin);
    expect(looks).toBe(2);
  });
});
