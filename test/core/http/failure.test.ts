import type { FailureReading } from '../../../core/http/request.ts';
import { jsonAnswer } from '../../../core/simulator/server.ts';
import { closeAll, scale, startVendor } from './start-client.ts';

afterEach(closeAll);

describe('a failed answer', () => {
  it.each([
    [301, 'provider_contract', false],
    [400, 'provider_refused', false],
    [401, 'provider_auth', false],
    [402, 'provider_refused', false],
    [403, 'provider_auth', false],
    [404, 'provider_not_found', false],
    [408, 'provider_timeout', true],
    [409, 'provider_conflict', true],
    [418, 'provider_refused', false],
    [422, 'provider_refused', false],
    [500, 'provider_unavailable', true],
    [501, 'provider_unavailable', true],
    [502, 'provider_unavailable', true],
    [503, 'provider_unavailable', true],
    [504, 'provider_timeout', true],
  ])('of status %i is %s (worth a later try: %s)', async (status, code, retryable) => {
    const { client, fail } = await startVendor(() => jsonAnswer(status, {}, { 'x-request-id': 'req-9' }));

    const error = await fail(client.send(scale));

    expect(error).toMatchObject({
      code,
      retryable,
      message: `scalingo/osc-fr1 answered ${status} to POST /v1/apps/shop/scale`,
      context: { region: 'scalingo/osc-fr1', app: 'shop', status, requestId: 'req-9' },
    });
  });

  it('is read by the client of the vendor where it knows better', async () => {
    const reading: FailureReading = { code: 'provider_conflict', detail: 'a deployment runs', reason: 'deploying' };
    const { client, fail } = await startVendor(() => jsonAnswer(422, { error: 'app is busy' }), {
      readFailure: ({ json }) => (JSON.stringify(json) === '{"error":"app is busy"}' ? reading : undefined),
    });

    const error = await fail(client.send(scale));

    expect(error).toMatchObject({
      code: 'provider_conflict',
      retryable: true,
      context: { detail: 'a deployment runs', reason: 'deploying', status: 422 },
    });
  });

  it.each([
    ['the error of a JSON body', '{"error":"no such app"}', 'no such app'],
    ['the message of a JSON body', '{"id":6201,"message":"missing right"}', 'missing right'],
    ['plain text', ' Retry\r\n\u001b[31m later\u0000 ', 'Retry [31m later'],
    ['the text of a page', '<head><title>x</title></head><style>p{}</style><p>Bad</p><b>Gateway</b>', 'Bad Gateway'],
    ['nothing of other JSON', '{"errors":{"name":["x"]}}', undefined],
    ['nothing of an empty body', '', undefined],
  ])('shows %s', async (_, body, detail) => {
    const { client, fail } = await startVendor(() => ({ status: 404, body }));

    const error = await fail(client.send(scale));

    expect(error).toHaveProperty('context.status', 404);
    expect(error).toHaveProperty(['context'], expect.objectContaining(detail === undefined ? {} : { detail }));
    if (detail === undefined) expect(error).not.toHaveProperty('context.detail');
  });

  it('shows one line of 200 characters at most', async () => {
    const { client, fail } = await startVendor(() => ({ status: 404, body: 'long words '.repeat(9_000) }));

    const error = await fail(client.send(scale));

    expect(error).toHaveProperty('context.detail', expect.stringMatching(/^long words .{150,188}…$/));
  });

  it('leaves out an id of the request that is none', async () => {
    const { client, fail } = await startVendor(() => jsonAnswer(404, {}, { 'x-request-id': 'a b<script>' }));

    const error = await fail(client.send(scale));

    expect(error).not.toHaveProperty('context.requestId');
  });
});
