import * as z from 'zod';
import { jsonAnswer } from '../../server.ts';
import type { SimulatedApp } from '../world/state.ts';
import { messageAnswer, successAnswer } from './answers.ts';
import { type Handler, ownerOf, parseBody, type RouteContext, refuse, withApp, withOwner } from './context.ts';
import { presentApp, presentEnv, presentSummaryApp } from './present.ts';
import { isFlavor } from './products.ts';

const appsOf = ({ world }: RouteContext, ownerId: string) => world.apps.filter((app) => app.ownerId === ownerId);

/** The whole list: no paging and no filter, whatever the query says. */
export const listApplications: Handler = withOwner((context) =>
  jsonAnswer(200, appsOf(context, ownerOf(context)).map(presentApp)),
);

export const getApplication: Handler = withApp((app) => jsonAnswer(200, presentApp(app)));

/** Alone among the paths of `/v2/self`, this one finds the apps of the user's organisations too. */
export const getOwnApplication: Handler = (context) => {
  const app = context.world.findApp(context.params.app ?? '');
  if (app === undefined) return refuse(context, 404, 4001, 'The application does not exist');
  return jsonAnswer(200, presentApp(app));
};

/** The fields of the vendor's update that mean something here; flavors go by name. */
const updateSchema = z.object({
  name: z.string().optional(),
  minInstances: z.int().min(1).max(40).optional(),
  maxInstances: z.int().min(1).max(40).optional(),
  minFlavor: z.string().refine(isFlavor).optional(),
  maxFlavor: z.string().refine(isFlavor).optional(),
  archived: z.boolean().optional(),
  homogeneous: z.boolean().optional(),
  branch: z.string().optional(),
});

/** Merges, as the official command line takes for granted; what runs is not touched before the next deployment. */
export const updateApplication: Handler = withApp((app, context) => {
  const update = updateSchema.safeParse(parseBody(context));
  if (!update.success) return refuse(context, 400, 4000, 'The application cannot be changed to this');
  const { minInstances, maxInstances, minFlavor, maxFlavor, ...rest } = update.data;
  app.scaling = {
    minInstances: minInstances ?? app.scaling.minInstances,
    maxInstances: maxInstances ?? app.scaling.maxInstances,
    minFlavor: minFlavor ?? app.scaling.minFlavor,
    maxFlavor: maxFlavor ?? app.scaling.maxFlavor,
  };
  app.name = rest.name ?? app.name;
  app.archived = rest.archived ?? app.archived;
  app.homogeneous = rest.homogeneous ?? app.homogeneous;
  app.branch = rest.branch ?? app.branch;
  return jsonAnswer(200, presentApp(app));
});

export const deleteApplication: Handler = withApp((app, context) => {
  context.world.removeApp(app.id);
  return successAnswer('The application has been deleted');
});

export const getEnv: Handler = withApp((app) => jsonAnswer(200, presentEnv(app)));
export const getTags: Handler = withApp((app) => jsonAnswer(200, app.tags));
export const getBranches: Handler = withApp((app) => jsonAnswer(200, [app.branch]));
export const getVhosts: Handler = withApp((app) =>
  jsonAnswer(
    200,
    app.vhosts.map((fqdn) => ({ fqdn })),
  ),
);
/** No app has one here; the status that goes with 4021 is not recorded anywhere. */
export const getFavouriteVhost: Handler = withApp(() => messageAnswer(404, 4021, 'No favourite domain is set'));

export const getSelf: Handler = ({ world }) => jsonAnswer(200, presentUser(world.userId));
export const getSelfId: Handler = ({ world }) => jsonAnswer(200, world.userId);

export const listOrganisations: Handler = ({ world }) => jsonAnswer(200, [presentOrganisation(world.ownerId)]);

export const getOrganisation: Handler = withOwner((context) => jsonAnswer(200, presentOrganisation(ownerOf(context))));

/** Every app with its state in one call; the personal space may come twice, as `user` and among `organisations`. */
export const getSummary: Handler = (context) => {
  const { world } = context;
  const space = (ownerId: string) => ({
    applications: appsOf(context, ownerId).map((app: SimulatedApp) => presentSummaryApp(app)),
    addons: [],
    consumers: [],
  });
  const common = { role: world.settings.role, avatar: null, providers: [], canPay: true, cleverEnterprise: false };
  const user = { id: world.userId, name: 'Test user', email: 'test.user@example.com', lang: 'en' };
  const personal = { id: world.userId, name: user.name, ...common, ...space(world.userId) };
  return jsonAnswer(200, {
    user: { ...user, ...space(world.userId) },
    organisations: [
      { id: world.ownerId, name: 'Test organisation', ...common, ...space(world.ownerId) },
      ...(world.settings.personalSpaceTwice ? [personal] : []),
    ],
  });
};

function presentUser(id: string) {
  return {
    id,
    email: 'test.user@example.com',
    name: 'Test user',
    phone: '',
    address: '',
    city: '',
    zipcode: '',
    country: 'FR',
    avatar: null,
    creationDate: 1_700_000_000_000,
    lang: 'en',
    emailValidated: true,
    oauthApps: [],
    admin: false,
    canPay: true,
    preferredMFA: 'NONE',
    hasPassword: true,
    partnerId: null,
  };
}

function presentOrganisation(id: string) {
  return {
    id,
    name: 'Test organisation',
    description: '',
    billingEmail: null,
    address: '',
    city: '',
    zipcode: '',
    country: 'FR',
    company: null,
    VAT: null,
    avatar: null,
    vatState: 'NOT_NEEDED',
    customerFullName: 'Test user',
    canPay: true,
    cleverEnterprise: false,
    emergencyNumber: null,
    canSEPA: false,
    isTrusted: false,
  };
}
