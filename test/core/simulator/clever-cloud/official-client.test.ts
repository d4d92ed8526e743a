import { CcApiClient } from '@clevercloud/client/cc-api-client.js';
import { DeployApplicationCommand } from '@clevercloud/client/cc-api-commands/application/deploy-application-command.js';
import { GetApplicationCommand } from '@clevercloud/client/cc-api-commands/application/get-application-command.js';
import { ListApplicationCommand } from '@clevercloud/client/cc-api-commands/application/list-application-command.js';
import { UndeployApplicationCommand } from '@clevercloud/client/cc-api-commands/application/undeploy-application-command.js';
import { CancelDeploymentCommand } from '@clevercloud/client/cc-api-commands/deployment/cancel-deployment-command.js';
import {
  GetDeploymentCommand,
  GetDeploymentCommandLegacy,
} from '@clevercloud/client/cc-api-commands/deployment/get-deployment-command.js';
import { ListDeploymentCommand } from '@clevercloud/client/cc-api-commands/deployment/list-deployment-command.js';
import { ListApplicationInstanceCommand } from '@clevercloud/client/cc-api-commands/instance/list-application-instance-command.js';
import { StreamApplicationAccessLogCommand } from '@clevercloud/client/cc-api-commands/log/stream-application-access-log-command.js';
import { GetOrganisationSummariesCommand } from '@clevercloud/client/cc-api-commands/organisation/get-organisation-summaries-command.js';
import { GetPriceSystemCommand } from '@clevercloud/client/cc-api-commands/price-system/get-price-system-command.js';
import { GetProfileCommand } from '@clevercloud/client/cc-api-commands/profile/get-profile-command.js';
import { ListZoneCommand } from '@clevercloud/client/cc-api-commands/zone/list-zone-command.js';
import { getStatus } from '@clevercloud/client/esm/utils/app-status.js';
import * as z from 'zod';
import { startTestCloud, type TestCloud } from './support.ts';

/** What the official status function takes; it knows no other words. */
const appSchema = z.object({
  state: z.enum(['SHOULD_BE_DOWN', 'WANTS_TO_BE_UP', 'SHOULD_BE_UP']),
  homogeneous: z.boolean(),
});
const deploymentsSchema = z.array(z.object({ state: z.enum(['WIP', 'FAIL', 'OK']) }));
const upSchema = z.object({ state: z.literal('UP') });

describe('the official client of Clever Cloud, on the simulator', () => {
  let cloud: TestCloud;
  let client: CcApiClient;

  beforeEach(async () => {
    cloud = await startTestCloud();
    client = new CcApiClient({
      baseUrl: cloud.simulator.apiUrl,
      authMethod: { type: 'api-token', apiToken: cloud.simulator.token },
    });
  });
  afterEach(() => cloud.simulator.close());

  const readStatus = async (appId: string): Promise<string> => {
    const [app, deployments, instances] = await Promise.all([
      cloud.call(`GET ${cloud.pathOf(appId)}`),
      cloud.call(`GET ${cloud.pathOf(appId)}/deployments?limit=1`),
      cloud.call(`GET ${cloud.pathOf(appId)}/instances`),
    ]);
    const up = z
      .array(z.unknown())
      .parse(instances.body)
      .flatMap((instance) => upSchema.safeParse(instance).data ?? []);
    return getStatus(appSchema.parse(app.body), deploymentsSchema.parse(deployments.body), up);
  };

  it('lists and reads apps with an API token', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', env: { A: '1' } });

    const list = await client.send(new ListApplicationCommand({ ownerId: cloud.simulator.owner, withBranches: false }));
    const single = await client.send(new GetApplicationCommand({ applicationId: app.id }));

    expect(list).toMatchObject([{ id: app.id, name: 'shop', zone: 'par', state: 'SHOULD_BE_UP' }]);
    expect(single).toMatchObject({ id: app.id, environment: [{ name: 'A', value: '1' }] });
  });

  it('signs with OAuth 1.0a', async () => {
    const { consumerKey, consumerSecret, token, secret } = cloud.simulator.oauth;
    const signing = new CcApiClient({
      baseUrl: cloud.simulator.apiUrl,
      authMethod: { type: 'oauth-v1', oauthTokens: { consumerKey, consumerSecret, token, secret } },
    });

    const profile = await signing.send(new GetProfileCommand());

    expect(profile).toMatchObject({ id: cloud.simulator.userId });
  });

  it('redeploys, follows the deployment and reads the official status on the way', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    const ids = { ownerId: cloud.simulator.owner, applicationId: app.id };
    const statuses = [await readStatus(app.id)];

    const { deploymentId } = await client.send(new DeployApplicationCommand(ids));
    const tooEarly = await client.send(new GetDeploymentCommandLegacy({ ...ids, deploymentId }));
    await cloud.clock.advance(10_000);
    statuses.push(await readStatus(app.id));
    const during = await client.send(new ListDeploymentCommand({ ...ids, limit: 5 }));
    await cloud.clock.advance(32_000);
    statuses.push(await readStatus(app.id));
    const ended = await client.send(new GetDeploymentCommand({ ...ids, deploymentId }));

    expect(tooEarly).toBeNull();
    expect(during[0]).toMatchObject({ id: deploymentId, state: 'WORK_IN_PROGRESS', action: 'DEPLOY' });
    expect(ended).toMatchObject({ id: deploymentId, state: 'SUCCEEDED' });
    expect(statuses).toEqual(['stopped', 'starting', 'running']);
  });

  it('undeploys', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const ids = { ownerId: cloud.simulator.owner, applicationId: app.id };

    await client.send(new UndeployApplicationCommand(ids));
    await cloud.clock.advance(5_000);

    const instances = await client.send(new ListApplicationInstanceCommand({ ...ids, excludeState: ['DELETED'] }));
    expect(instances).toEqual([]);
    expect(await readStatus(app.id)).toBe('stopped');
  });

  it('reads the dates of instances', async () => {
    const deployedAt = new Date('2026-11-20T08:00:00.000Z');
    const app = await cloud.simulator.world.addApp({ name: 'shop', deployedAt });

    const instances = await client.send(
      new ListApplicationInstanceCommand({ ownerId: cloud.simulator.owner, applicationId: app.id }),
    );

    expect(instances).toMatchObject([{ state: 'UP', creationDate: '2026-11-20T08:00:00.000Z' }]);
  });

  it('cancels a deployment', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop', state: 'SHOULD_BE_DOWN' });
    const ids = { ownerId: cloud.simulator.owner, applicationId: app.id };
    const { deploymentId } = await client.send(new DeployApplicationCommand(ids));
    await cloud.clock.advance(10_000);

    await client.send(new CancelDeploymentCommand({ ...ids, deploymentId }));
    await cloud.clock.advance(1_000);

    const rows = await client.send(new ListDeploymentCommand(ids));
    expect(rows[0]).toMatchObject({ action: 'CANCEL' });
  });

  it('finds nothing where there is nothing, and says what the API said otherwise', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'new', commitId: null, state: 'SHOULD_BE_DOWN' });
    const ids = { ownerId: cloud.simulator.owner, applicationId: app.id };
    const unknown = { ...ids, applicationId: 'app_00000000-0000-4000-8000-000000000000' };

    const nothing = await client.send(new GetApplicationCommand(unknown));

    expect(nothing).toBeNull();
    await expect(client.send(new DeployApplicationCommand(ids))).rejects.toMatchObject({ code: '4014' });
  });

  it('reads the summary, the zones, the prices and the deployments of a whole owner', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const ownerId = cloud.simulator.owner;

    const summaries = await client.send(new GetOrganisationSummariesCommand());
    const zones = await client.send(new ListZoneCommand());
    const prices = await client.send(new GetPriceSystemCommand({ ownerId, zone: 'par' }));
    const deployments = await client.send(new ListDeploymentCommand({ ownerId }));

    expect(summaries).toMatchObject([{ isPersonal: true }, { id: ownerId, applications: [{ id: app.id }] }]);
    expect(zones).toHaveLength(11);
    expect(prices.runtime).toContainEqual(expect.objectContaining({ priceId: 'apps.xs', timeUnit: 'PT1H' }));
    expect(deployments).toMatchObject([{ applicationId: app.id, state: 'SUCCEEDED' }]);
  });

  it('streams the access log to its end', async () => {
    const app = await cloud.simulator.world.addApp({ name: 'shop' });
    const now = cloud.clock.now().getTime();
    cloud.simulator.world.addVisits(app.id, { atMs: now - 60_000, path: '/seen' });
    const stream = await client.stream(
      new StreamApplicationAccessLogCommand({
        ownerId: cloud.simulator.owner,
        applicationId: app.id,
        since: new Date(now - 3_600_000),
        until: new Date(now),
      }),
    );
    const entries: unknown[] = [];
    stream.onLog((entry: unknown) => entries.push(entry));

    const reason = await stream.start();

    expect(reason).toMatchObject({ type: 'UNTIL_REACHED' });
    expect(entries).toMatchObject([{ type: 'http', detail: { request: { path: '/seen' } } }]);
  });
});
