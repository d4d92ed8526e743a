import {
  mapApp,
  mapBusy,
  mapReview,
  mapScaling,
  mapStoppedScaling,
  mapUrl,
} from '../../../../core/providers/clever-cloud/map.ts';
import { type Application, applicationSchema } from '../../../../core/providers/clever-cloud/schema.ts';

const DEFAULT_HOST = 'app-aaaaaaaa-bbbb-4ccc-8ddd-eeeeeeeeeeee.cleverapps.io';
const nowMs = Date.parse('2026-11-22T09:00:00.000Z');

function application(given: Partial<Application> = {}): Application {
  return { id: 'app_1', name: 'shop-PR-12', zone: 'par', state: 'SHOULD_BE_UP', ...given };
}

function url(...domains: readonly string[]): string | undefined {
  return mapUrl(application({ vhosts: domains.map((fqdn) => ({ fqdn })) }));
}

describe('the address of an app', () => {
  it('is the default domain, with a dash, when there is no other', () => {
    expect(url(`${DEFAULT_HOST}/`)).toBe(`https://${DEFAULT_HOST}`);
  });

  it('prefers a chosen name to the default domain', () => {
    expect(url(`${DEFAULT_HOST}/`, 'shop-pr-12.cleverapps.io/')).toBe('https://shop-pr-12.cleverapps.io');
  });

  it("prefers the team's own domain to any other and cuts its path", () => {
    expect(url('shop-pr-12.cleverapps.io/', `${DEFAULT_HOST}/`, 'www.example.com/api')).toBe('https://www.example.com');
  });

  it('does not take a look-alike for a domain of the vendor', () => {
    expect(url('shop-pr-12.cleverapps.io', 'mycleverapps.io')).toBe('https://mycleverapps.io');
  });

  it('keeps the port of a loopback host and does without TLS there', () => {
    expect(url(`${DEFAULT_HOST}/`, '127.0.0.1:41003/')).toBe('http://127.0.0.1:41003');
  });

  it('is absent for an app without a domain', () => {
    expect([url(), mapUrl(application()), url('/')]).toEqual([undefined, undefined, undefined]);
  });
});

describe('a review app', () => {
  it.each([
    ['shop-PR-12', { parent: 'shop', pullRequest: 12 }],
    ['shop-api-pr-7', { parent: 'shop-api', pullRequest: 7 }],
    ['a-PR-1-PR-2', { parent: 'a-PR-1', pullRequest: 2 }],
  ])('is known by its name: %s', (name, review) => {
    expect(mapReview(name)).toEqual(review);
  });

  it.each(['shop', 'shop-PR-', '-PR-12', 'shop-PR-12-old', 'shop-pr12'])('is not seen in %s', (name) => {
    expect(mapReview(name)).toBeUndefined();
  });
});

describe('an app as we know it', () => {
  const region = { type: 'clever-cloud', name: 'par' } as const;
  const readAt = new Date(nowMs);

  it('carries instants in UTC and leaves out what is not known', () => {
    const last = { uuid: 'deployment_1', date: 1_784_500_090_000, state: 'OK', action: 'DEPLOY' };

    const app = mapApp(region, {
      application: application({ creationDate: 1_784_500_000_000 }),
      last,
      status: { status: 'running' },
      readAt,
    });

    expect(app).toEqual({
      id: 'app_1',
      name: 'shop-PR-12',
      region,
      status: 'running',
      review: { parent: 'shop', pullRequest: 12 },
      lastDeployedAt: '2026-07-19T22:28:10.000Z',
      createdAt: '2026-07-19T22:26:40.000Z',
      readAt: '2026-11-22T09:00:00.000Z',
    });
  });

  it('reads a creation date in seconds', () => {
    const app = mapApp(region, {
      application: application({ creationDate: 1_784_500_000 }),
      last: undefined,
      status: { status: 'stopped' },
      readAt,
    });

    expect(app.createdAt).toBe('2026-07-19T22:26:40.000Z');
  });

  it.each(['UNDEPLOY', 'CANCEL'])('does not take the date of an %s row for a deployment', (action) => {
    const app = mapApp(region, {
      application: application(),
      last: { uuid: 'deployment_1', date: nowMs, state: 'OK', action },
      status: { status: 'stopped' },
      readAt,
    });

    expect(app.lastDeployedAt).toBeUndefined();
  });

  it('never keeps the variables and the webhook secret of an app', () => {
    const answer = { ...application(), env: [{ name: 'DATABASE_URL', value: 'hush' }], webhookSecret: 'hush' };

    const read = applicationSchema.parse(answer);

    expect(JSON.stringify(read)).not.toContain('hush');
  });

  it('accepts nulls and absences wherever the vendor allows them', () => {
    const read = applicationSchema.safeParse({
      ...application(),
      instance: { lifetime: null, minFlavor: null },
      vhosts: null,
      commitId: null,
      archived: null,
    });

    expect(read.success).toBe(true);
  });
});

describe('the scaling of an app', () => {
  const scaled = application({ instance: { minInstances: 2, minFlavor: { name: 'S' } } });

  it('is the least the vendor starts', () => {
    expect(mapScaling(scaled)).toEqual({ web: { amount: 2, size: 'S' } });
  });

  it('is nothing of the same size while the app is stopped', () => {
    expect(mapStoppedScaling(scaled)).toEqual({ web: { amount: 0, size: 'S' } });
  });

  it('is one container where the vendor does not tell', () => {
    expect(mapScaling(application())).toEqual({ web: { amount: 1 } });
  });
});

describe('what must not be interrupted', () => {
  const row = { uuid: 'deployment_1', date: nowMs - 60_000, state: 'WIP', action: 'DEPLOY', cause: 'Git' };

  it('is a deployment under way, with its cause', () => {
    expect(mapBusy(application(), row, nowMs)).toEqual([
      { kind: 'deployment', since: '2026-11-22T08:59:00.000Z', detail: 'Git' },
    ]);
  });

  it('is a task, whatever its rows say', () => {
    expect(mapBusy(application({ instance: { lifetime: 'TASK' } }), undefined, nowMs)).toEqual([{ kind: 'one_off' }]);
  });

  it('is a running one-off', () => {
    expect(mapBusy(application(), { ...row, state: 'TASK_RUNNING' }, nowMs)).toMatchObject([{ kind: 'one_off' }]);
  });

  it('is neither a deployment that ended, nor one that never closed, nor a stop', () => {
    const rows = [
      { ...row, state: 'OK' },
      { ...row, date: nowMs - 3_600_001 },
      { ...row, action: 'UNDEPLOY' },
    ];

    expect(rows.flatMap((last) => mapBusy(application(), last, nowMs))).toEqual([]);
  });
});
