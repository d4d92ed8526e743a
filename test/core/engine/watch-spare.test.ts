import { openWatchedStage, type WatchedStage } from '../../support/watched-stage.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

let stage: WatchedStage;

afterEach(() => stage.close());

const ago = (minutes: number) => new Date(stage.clock.now().getTime() - minutes * MINUTE_MS).toISOString();

const addApps = async (prefix: string, count: number) => {
  const formation = { web: { amount: 1, size: 'S' } };
  const facts = { formation, createdAt: ago(40 * 24 * 60), lastDeployedAt: ago(24 * 60) };
  for (let index = 0; index < count; index += 1) {
    await stage.scalingo.world.addApp({ name: `${prefix}-${index}`, ...facts });
  }
};

const figuresRead = () => stage.scalingo.requests.filter(({ path }) => path.includes('/stats'));

describe('apps that no rule manages', () => {
  it('are read every six hours, at most two a minute, and the protected ones never', async () => {
    stage = await openWatchedStage([{ match: 'secret-*', protect: true }]);
    await addApps('free', 12);
    await addApps('secret', 2);
    const { watch, store } = await stage.open();
    watch.start();

    await stage.pass(30 * MINUTE_MS);
    const once = figuresRead();
    await stage.pass(6 * HOUR_MS);
    const [free, secret] = [await readings('free'), await readings('secret')];

    expect(once).toHaveLength(12);
    expect(figuresRead()).toHaveLength(24);
    expect(mostInAMinute(once)).toBe(2);
    expect([free, secret]).toEqual([12, 0]);

    async function readings(prefix: string): Promise<number> {
      const records = await store.list('watch');
      return records.filter(({ app, reading }) => app.name.startsWith(prefix) && reading?.known === true).length;
    }
  });

  it('wait until whatever is managed has been read', async () => {
    stage = await openWatchedStage([{ match: 'shop-*', manage: true }]);
    await addApps('free', 2);
    await addApps('shop', 12);
    for (let index = 0; index < 12; index += 1) stage.scalingo.world.addRequests(`shop-${index}`, ago(index));
    const { watch } = await stage.open();
    watch.start();

    await stage.pass(10 * MINUTE_MS);

    const names = figuresRead().map(({ path }) => stage.scalingo.world.app(path.split('/')[3] ?? '').name);
    expect(names.map((name) => name.split('-')[0])).toEqual([...Array(12).fill('shop'), 'free', 'free']);
  });
});

function mostInAMinute(requests: readonly { readonly at: number }[]): number {
  const minutes = Map.groupBy(requests, ({ at }) => Math.floor(at / MINUTE_MS));
  return Math.max(...[...minutes.values()].map(({ length }) => length));
}
