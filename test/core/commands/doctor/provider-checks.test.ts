import { providerChecks } from '../../../../core/commands/doctor/provider-checks.ts';
import type { Check } from '../../../../core/commands/report/doctor-report.ts';
import { ProviderError } from '../../../../core/errors.ts';
import type { Provider, ProviderHealth } from '../../../../core/providers/provider.ts';
import { makeCommandDeps, makeContext, makeProvider } from '../../../support/command-deps.ts';
import { FakeClock } from '../../../support/fake-clock.ts';

const account = { id: 'us-1', name: 'paastis' };

async function check(health: Partial<ProviderHealth>): Promise<readonly Check[]> {
  const provider = makeProvider({ getHealth: async () => ({ account, ...health }) });
  return providerChecks(provider, makeContext(makeCommandDeps()));
}

async function statusOf(part: string, health: Partial<ProviderHealth>): Promise<string | undefined> {
  return (await check(health)).find((each) => each.part === part)?.status;
}

describe('what doctor says of a region', () => {
  it('names the account whose token is accepted', async () => {
    const [credentials] = await check({});

    expect(credentials).toEqual({
      part: 'credentials',
      status: 'ok',
      subject: 'scalingo/osc-fr1',
      sentence: 'scalingo/osc-fr1: the token of paastis is accepted.',
    });
  });

  // The fake clock shows 2026-11-22T09:00Z.
  it.each([
    ['2026-12-06T09:00:00.000Z', 'ok'],
    ['2026-12-06T08:59:00.000Z', 'warning'],
    ['2026-11-24T09:00:00.000Z', 'warning'],
    ['2026-11-24T08:59:00.000Z', 'failure'],
    ['2026-11-22T08:00:00.000Z', 'failure'],
  ])('judges a token that ends on %s: %s', async (tokenExpiresAt, status) => {
    expect(await statusOf('token', { tokenExpiresAt })).toBe(status);
  });

  it('says that an ended token has ended, and what to do', async () => {
    const checks = await check({ tokenExpiresAt: '2026-11-22T08:00:00.000Z' });

    expect(checks.find(({ part }) => part === 'token')).toMatchObject({
      sentence: 'scalingo/osc-fr1: the token ended on 09:00.',
      remedy: 'Make a new token at the provider and put it in the place of the old one.',
    });
  });

  it.each([
    [30_000, 'ok'],
    [31_000, 'warning'],
    [-300_000, 'warning'],
    [-301_000, 'failure'],
  ])('judges a clock that is %i ms off: %s', async (skewMs, status) => {
    expect(await statusOf('clock', { skewMs })).toBe(status);
  });

  it('says on which side of the provider’s our clock is', async () => {
    const behind = await check({ skewMs: 60_000 });
    const ahead = await check({ skewMs: -60_000 });

    expect(behind.find(({ part }) => part === 'clock')?.sentence).toContain('1 min behind');
    expect(ahead.find(({ part }) => part === 'clock')?.sentence).toContain('1 min ahead');
  });

  it.each([
    [10, 'ok'],
    [9, 'warning'],
  ])('judges %i calls left of 50: %s', async (left, status) => {
    expect(await statusOf('budget', { budget: { perMinute: 50, left } })).toBe(status);
  });

  it('fails for apps that the account may not scale, and names some', async () => {
    const withoutRight = ['a', 'b', 'c', 'd', 'e', 'f'].map((name) => ({ id: name, name, detail: 'collaborator' }));

    const checks = await check({ withoutRight });

    expect(checks.find(({ part }) => part === 'rights')).toMatchObject({
      status: 'failure',
      sentence: 'scalingo/osc-fr1: it may not scale 6 apps: a, b, c, d, e….',
    });
  });

  it('does not take rights that nobody tells for rights', async () => {
    expect(await statusOf('rights', {})).toBe('unknown');
    expect(await statusOf('rights', { withoutRight: [] })).toBe('ok');
  });

  it('turns a refused token into one failing check with its remedy', async () => {
    const getHealth: Provider['getHealth'] = async () => {
      throw new ProviderError('provider_auth', 'no', { context: { region: 'scalingo/osc-fr1' } });
    };

    const checks = await providerChecks(makeProvider({ getHealth }), makeContext(makeCommandDeps()));

    expect(checks).toHaveLength(1);
    expect(checks[0]).toMatchObject({ part: 'credentials', status: 'failure', subject: 'scalingo/osc-fr1' });
    expect(checks[0]?.remedy).toBeTruthy();
  });

  it('gives a region that hangs half a minute, and leaves no timer behind', async () => {
    const clock = new FakeClock();
    const getHealth: Provider['getHealth'] = (options) =>
      new Promise((_resolve, reject) => {
        options?.signal?.addEventListener('abort', () => reject(options.signal?.reason));
      });

    const checks = await clock.run(
      providerChecks(makeProvider({ getHealth }), makeContext(makeCommandDeps({ clock }))),
    );

    expect(checks).toMatchObject([
      { status: 'failure', sentence: 'scalingo/osc-fr1: no answer within half a minute.' },
    ]);
    expect(clock.now().toISOString()).toBe('2026-11-22T09:00:30.000Z');
  });
});
