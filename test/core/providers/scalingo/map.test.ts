import type { Region } from '../../../../core/model/region.ts';
import {
  bearerLifetimeMs,
  findPrevious,
  mapActivity,
  mapApp,
  mapDeployments,
  mapFormation,
  mapInstant,
  mapOneOffs,
  readFailure,
  windowHours,
  withAutoscalers,
} from '../../../../core/providers/scalingo/map.ts';
import { appRow } from '../../../../core/providers/scalingo/schema.ts';

const region: Region = { type: 'scalingo', name: 'osc-fr1' };
const READ_AT = '2026-11-22T09:00:00.000Z';

/** An app as the vendor's list has it, with other fields where a test says so. */
function mapRow(fields: object) {
  const row = { id: '5ed0', name: 'shop', status: 'running', last_deployment_id: '5ed1', ...fields };
  return mapApp(appRow.parse(row), region, READ_AT);
}

describe('an app of Scalingo', () => {
  it.each([
    ['running', 'running'],
    ['stopped', 'stopped'],
    ['crashed', 'crashed'],
    ['new', 'new'],
    ['booting', 'deploying'],
    ['restarting', 'deploying'],
    ['scaling', 'scaling'],
    ['hibernating', 'unknown'],
    ['constructor', 'unknown'],
  ])('that is %s counts as %s', (status, expected) => {
    const app = mapRow({ status });

    expect(app.status).toBe(expected);
  });

  it.each(['stopped', 'crashed', 'new'])('that is %s without a successful deployment was never deployed', (status) => {
    const app = mapRow({ status, last_deployment_id: null });

    expect([app.status, app.statusReason]).toEqual(['new', 'never_deployed']);
  });

  it.each(['running', 'booting'])('that is %s is believed even without a successful deployment', (status) => {
    const app = mapRow({ status, last_deployment_id: null });

    expect(app.status).not.toBe('new');
  });

  it('is not taken for never deployed when the vendor does not tell', () => {
    const app = mapRow({ status: 'stopped', last_deployment_id: undefined });

    expect([app.status, app.statusReason]).toEqual(['stopped', undefined]);
  });

  it('needs no field but id, name and status, whatever the others hold', () => {
    const app = mapRow({ url: 5, parent_app_name: {}, created_at: false, last_deployed_at: [], last_deployment_id: 7 });

    expect(app).toEqual({ id: '5ed0', name: 'shop', region, status: 'running', readAt: READ_AT });
  });

  it('is opened at its own address, else at the generated one', () => {
    const urls = [
      mapRow({ url: 'https://shop.example.org', base_url: 'https://shop.osc-fr1.scalingo.io' }).url,
      mapRow({ url: '', base_url: 'https://shop.osc-fr1.scalingo.io' }).url,
    ];

    expect(urls).toEqual(['https://shop.example.org', 'https://shop.osc-fr1.scalingo.io']);
  });

  it.each([
    ['shop-pr42', 'shop', { parent: 'shop', pullRequest: 42 }],
    ['shop-back-pr7', 'shop-back', { parent: 'shop-back', pullRequest: 7 }],
    // The whole name would have more than 48 characters: the vendor shortens it in a way nobody documents.
    [
      'a-very-long-name-of-an-app-that-fills-the--pr12',
      'a-very-long-name-of-an-app-that-fills-the-limit',
      { parent: 'a-very-long-name-of-an-app-that-fills-the-limit', pullRequest: 12 },
    ],
  ])('named %s with the parent %s is a review app', (name, parent, expected) => {
    const app = mapRow({ name, parent_app_name: parent });

    expect(app.review).toEqual(expected);
  });

  it.each([
    ['shop-pr42', ''],
    ['shop-pr42', null],
    ['shop-pr42', undefined],
    ['shop-copy', 'shop'],
    ['tool-pr42', 'shop'],
    ['shop-pr042', 'shop'],
  ])('named %s with the parent %s is no review app', (name, parent) => {
    const app = mapRow({ name, parent_app_name: parent });

    expect(app.review).toBeUndefined();
  });
});

describe('an instant of Scalingo', () => {
  it.each([
    ['2026-05-29T12:21:49.666Z', '2026-05-29T12:21:49.666Z'],
    ['2026-06-01T11:45:26.078+02:00', '2026-06-01T09:45:26.078Z'],
    ['2026-07-18T16:41:44Z', '2026-07-18T16:41:44.000Z'],
    ['2026-07-18T16:43:39.85Z', '2026-07-18T16:43:39.850Z'],
    ['2026-07-18T16:43:39.123456789+00:00', '2026-07-18T16:43:39.123Z'],
    ['0001-01-01T00:00:00Z', undefined],
    ['soon', undefined],
    [null, undefined],
  ])('written %s reads %s', (text, expected) => {
    const instant = mapInstant(text);

    expect(instant).toBe(expected);
  });
});

describe('a formation at Scalingo', () => {
  it('keeps zeros and sizes, and names the autoscalers that are enabled', () => {
    const formation = mapFormation(
      [
        { name: 'web', amount: 2, size: 'M' },
        { name: 'worker', amount: 1, size: 'S' },
        { name: 'clock', amount: 0, size: '' },
      ],
      [
        { id: 'au-1', container_type: 'web', disabled: false },
        { id: 'au-2', container_type: 'worker', disabled: true },
      ],
    );

    expect(formation).toEqual({
      web: { amount: 2, size: 'M', autoscaler: 'au-1' },
      worker: { amount: 1, size: 'S' },
      clock: { amount: 0 },
    });
  });

  it('is found in the newest event that scaled everything to zero', () => {
    const previous = findPrevious([
      { type: 'deployment', type_data: { status: 'success' } },
      { type: 'scale', type_data: { previous_containers: { web: '1:S' }, containers: { web: '2:S' } } },
      {
        type: 'scale',
        type_data: {
          previous_containers: { web: '3:S', clock: '0:M', worker: 2 },
          containers: { web: '0:S', clock: '0:M', worker: 0 },
        },
      },
      { type: 'scale', type_data: { previous_containers: { web: '9:S' }, containers: { web: '0:S' } } },
    ]);

    expect(previous?.formation).toEqual({
      web: { amount: 3, size: 'S' },
      clock: { amount: 0, size: 'M' },
      worker: { amount: 2 },
    });
  });

  it.each([
    ['no event', []],
    ['events without data', [{ type: 'scale', type_data: null }]],
    [
      'a scale that left something',
      [{ type: 'scale', type_data: { previous_containers: {}, containers: { web: '1:S' } } }],
    ],
    ['a first scale', [{ type: 'scale', type_data: { previous_containers: {}, containers: { web: '0:S' } } }]],
  ])('is not found in %s', (_, events) => {
    const formation = findPrevious(events)?.formation;

    expect(formation).toBeUndefined();
  });
});

describe('the autoscalers of what ran before', () => {
  const at = '2026-11-22T09:00:00.000Z';
  const formation = { web: { amount: 2, size: 'M' } };
  const row = { id: 'au-1', container_type: 'web', disabled: true, updated_at: at };

  it.each([
    ['just before', '2026-11-22T08:59:00.000Z', true],
    ['with the stop', '2026-11-22T10:00:10.000+01:00', true],
    ['long before', '2026-11-22T08:57:59.000Z', false],
    ['later', '2026-11-22T09:01:00.000Z', false],
    ['nobody knows when', null, false],
  ])('are those switched off %s', (_, updated, found) => {
    const before = withAutoscalers({ formation, at }, [{ ...row, updated_at: updated }]);

    expect(before.web?.autoscaler).toBe(found ? 'au-1' : undefined);
  });

  it('are none that are on, of another type, or of a stop without a time', () => {
    const others = [
      withAutoscalers({ formation, at }, [{ ...row, disabled: false }]),
      withAutoscalers({ formation, at }, [{ ...row, container_type: 'worker' }]),
      withAutoscalers({ formation }, [row]),
    ];

    expect(others).toEqual([formation, formation, formation]);
  });
});

describe('what must not be interrupted', () => {
  it.each(['queued', 'building', 'pushing', 'starting', 'something-new'])(
    'includes a deployment that is %s',
    (status) => {
      const busy = mapDeployments([{ status, created_at: '2026-11-22T09:00:00.000+01:00', finished_at: null }]);

      expect(busy).toEqual([{ kind: 'deployment', detail: status, since: '2026-11-22T08:00:00.000Z' }]);
    },
  );

  it.each(['success', 'aborted', 'build-error', 'crashed-error', 'timeout-error', 'hook-error', 'other-error'])(
    'does not include a deployment that ended in %s',
    (status) => {
      const busy = mapDeployments([{ status }]);

      expect(busy).toEqual([]);
    },
  );

  it('includes one-offs and no other container, without their command', () => {
    const busy = mapOneOffs([
      { type: 'web', label: 'web-1' },
      { type: 'one-off', label: 'one-off-12', created_at: '2026-11-22T08:59:00Z', deleted_at: null },
      { type: 'one-off', label: 'one-off-11', deleted_at: '2026-11-22T08:00:00Z' },
    ]);

    expect(busy).toEqual([{ kind: 'one_off', detail: 'one-off-12', since: '2026-11-22T08:59:00.000Z' }]);
  });
});

describe('activity from router statistics', () => {
  const now = new Date('2026-11-22T09:00:30.000Z');
  const since = new Date('2026-11-22T08:30:30.000Z');
  const minutes = (values: readonly (number | null)[], stepMinutes = 1) =>
    values.map((value, index) => ({
      time: new Date(
        Date.parse('2026-11-22T09:00:00Z') - (values.length - 1 - index) * stepMinutes * 60_000,
      ).toISOString(),
      value,
    }));

  it('counts requests and tells the last, taking null for none', () => {
    const activity = mapActivity(minutes([null, 4, 3, null, 0]), since, now);

    expect(activity).toEqual({
      known: true,
      requests: 7,
      lastRequestAt: '2026-11-22T08:59:00.000Z',
      hits: [
        { at: '2026-11-22T08:58:00.000Z', count: 4 },
        { at: '2026-11-22T08:59:00.000Z', count: 3 },
      ],
      completeUntil: '2026-11-22T09:00:00.000Z',
    });
  });

  it('never tells a last request in the future', () => {
    const activity = mapActivity(minutes([0, 0, 1]), since, now);

    expect(activity).toMatchObject({ lastRequestAt: now.toISOString() });
  });

  it('leaves out what was before the period, and counts the minute that reaches into it', () => {
    const series = minutes(Array.from({ length: 61 }, (_, index) => (index <= 30 ? 1 : 0)));

    const activity = mapActivity(series, since, now);

    expect(activity).toMatchObject({ requests: 1, lastRequestAt: '2026-11-22T08:31:00.000Z' });
    expect(activity.known && activity.hits).toHaveLength(31);
  });

  it('knows that nobody came when the vendor has no metrics for the window', () => {
    const activity = mapActivity(undefined, since, now);

    expect(activity).toEqual({ known: true, requests: 0, hits: [], completeUntil: '2026-11-22T09:00:00.000Z' });
  });

  it('knows nothing from an answer without points', () => {
    const activity = mapActivity([], since, now);

    expect(activity).toEqual({ known: false, reason: 'no_metrics' });
  });

  it('vouches for no later than the last point when metrics lag', () => {
    const series = minutes(Array.from({ length: 61 }, () => 0)).filter(({ time }) => time <= '2026-11-22T08:40:01Z');

    const activity = mapActivity(series, since, now);

    expect(activity).toMatchObject({ completeUntil: '2026-11-22T08:40:00.000Z' });
  });

  it.each([
    ['begin after the period', minutes([0, 0, 0, 0, 0])],
    [
      'miss a part of the period',
      minutes(Array.from({ length: 61 }, () => 0)).filter((_, index) => Math.abs(index - 45) > 3),
    ],
    ['have an instant that is none', [...minutes(Array.from({ length: 60 }, () => 0)), { time: 'soon', value: 3 }]],
  ])('is not known to be none from points that %s', (_, series) => {
    expect(mapActivity(series, since, now)).toEqual({ known: false, reason: 'incomplete' });
  });

  it('is known from a part of the period when somebody came', () => {
    expect(mapActivity(minutes([0, 3, 0]), since, now)).toMatchObject({ lastRequestAt: '2026-11-22T09:00:00.000Z' });
  });

  it('tells the last request to the step, and no count, from a series that was thinned', () => {
    const activity = mapActivity(minutes([0, 0.5, 0, 0], 14), new Date('2026-11-20T09:00:00Z'), now);

    expect(activity).toEqual({
      known: true,
      lastRequestAt: '2026-11-22T08:46:00.000Z',
      completeUntil: '2026-11-22T09:00:00.000Z',
    });
  });

  it.each([
    [30, 3],
    [178, 3],
    [180, 3],
    [180.02, 3],
    [182, 5],
    [24 * 60, 25],
    [100 * 60, 71],
    [-5, 3],
  ])('of the last %d minutes takes a window of %d hours', (ago, hours) => {
    const asked = windowHours(new Date(now.getTime() - ago * 60_000), now);

    expect(asked).toBe(hours);
  });
});

describe('the life of a bearer', () => {
  const now = new Date('2026-11-22T09:00:00Z');
  const token = (claims: unknown) => `e30.${Buffer.from(JSON.stringify(claims)).toString('base64url')}.sig`;

  it('is the difference of its own instants, however wrong our clock is', () => {
    const lifetime = bearerLifetimeMs(token({ iat: 1_590_753_928, exp: 1_590_757_528 }), now);

    expect(lifetime).toBe(3_600_000);
  });

  it('is counted from now when it does not tell its beginning', () => {
    const lifetime = bearerLifetimeMs(token({ exp: now.getTime() / 1000 + 120 }), now);

    expect(lifetime).toBe(120_000);
  });

  it.each(['opaque', 'a.b.c', token('text'), token({ exp: 'soon' })])('is unknown for %s', (text) => {
    const lifetime = bearerLifetimeMs(text, now);

    expect(lifetime).toBeUndefined();
  });
});

describe('a failure told by Scalingo', () => {
  it.each([
    [500, { error: "Internal error occured, we're on it!" }, { detail: "Internal error occured, we're on it!" }],
    [422, { errors: { app: ['is booting'] } }, { code: 'provider_conflict', detail: 'is booting' }],
    [400, { errors: { app: ['is booting'] } }, { detail: 'is booting' }],
    [422, { errors: { name: ['is too long', 'is odd'] } }, { detail: 'name: is too long, is odd' }],
    [422, { errors: { app: ['must be deployed'] } }, { detail: 'must be deployed' }],
    [403, { error: 'no', code: 'region_disabled' }, { detail: 'no', reason: 'region_disabled' }],
    [404, {}, {}],
  ])('with %d and %j reads %j', (status, json, expected) => {
    const reading = readFailure({ status, json });

    expect(reading).toEqual(expected);
  });

  it('is left to its status when it is no JSON object', () => {
    const readings = [readFailure({ status: 429, json: undefined }), readFailure({ status: 500, json: 'text' })];

    expect(readings).toEqual([undefined, undefined]);
  });
});
