import * as z from 'zod';
import { type ApiAnswer, jsonAnswer } from '../../server.ts';
import type { Platform } from '../platform/platform.ts';
import { attachReview, reviewAppsOf, reviewData } from '../platform/reviews.ts';
import type { SimApp, SimLink, SimUser } from '../platform/state.ts';
import { startDeployment } from './apps.ts';
import { linkJson, pullJson, reviewAppJson } from './present.ts';
import { type AppCall, app, notFound, type Route, readBody } from './route.ts';

const linkSchema = z.object({
  scm_repo_link: z.object({
    source: z.string().optional(),
    branch: z.string().optional(),
    auto_deploy_enabled: z.boolean().optional(),
    deploy_review_apps_enabled: z.boolean().optional(),
    delete_on_close_enabled: z.boolean().optional(),
    hours_before_delete_on_close: z.number().optional(),
  }),
});

/** A number in the vendor's pages, a text from one of its clients. */
const pullSchema = z.object({ pull_request_id: z.coerce.number().int() });

/** The link of an app to its repository, and the apps made for pull requests. */
export const reviewRoutes: readonly Route[] = [
  app(
    'GET',
    '/scm_repo_link',
    'read',
    withLink(({ app: found }, link) => shown(200, found, link)),
  ),
  app('POST', '/scm_repo_link', 'change', createLink),
  app('PATCH', '/scm_repo_link', 'change', withLink(updateLink)),
  app('DELETE', '/scm_repo_link', 'change', withLink(deleteLink)),
  app('GET', '/scm_repo_link/review_apps', 'read', withLink(listReviewApps)),
  app('GET', '/scm_repo_link/pulls', 'read', withLink(listPulls)),
  app('GET', '/scm_repo_link/pulls/:number', 'read', withLink(getPull)),
  app('POST', '/scm_repo_link/manual_deploy', 'change', withLink(startDeployment)),
  app('POST', '/scm_repo_link/manual_review_app', 'change', withLink(createReviewApp)),
];

function withLink(handler: (call: AppCall, link: SimLink) => ApiAnswer | Promise<ApiAnswer>) {
  return (call: AppCall) => (call.app.link === undefined ? notFound('scm_repo_link') : handler(call, call.app.link));
}

function shown(status: number, found: SimApp, link: SimLink): ApiAnswer {
  return jsonAnswer(status, { scm_repo_link: linkJson(found, link) });
}

function createLink({ platform, app: found, request, user }: AppCall): ApiAnswer {
  const read = readBody(request, linkSchema);
  if ('refusal' in read) return read.refusal;
  const [owner = 'shop-org', repo = 'shop'] = (read.body.scm_repo_link.source ?? '').split('/').slice(-2);
  const { branch, delete_on_close_enabled: deleteOnClose } = read.body.scm_repo_link;
  const link = platform.makeLink({
    owner,
    repo,
    ...(branch === undefined ? {} : { branch }),
    ...(deleteOnClose === undefined ? {} : { deleteOnClose }),
  });
  found.link = link;
  platform.writeEvent(found, 'link_scm', { repo_name: repo }, user);
  return shown(201, found, link);
}

function updateLink({ platform, app: found, request, user }: AppCall, link: SimLink): ApiAnswer {
  const read = readBody(request, linkSchema);
  if ('refusal' in read) return read.refusal;
  const wish = read.body.scm_repo_link;
  link.branch = wish.branch ?? link.branch;
  link.autoDeploy = wish.auto_deploy_enabled ?? link.autoDeploy;
  link.deployReviewApps = wish.deploy_review_apps_enabled ?? link.deployReviewApps;
  link.deleteOnClose = wish.delete_on_close_enabled ?? link.deleteOnClose;
  link.hoursBeforeDeleteOnClose = wish.hours_before_delete_on_close ?? link.hoursBeforeDeleteOnClose;
  link.updatedAtMs = platform.nowMs();
  platform.writeEvent(found, 'update_scm', { repo_name: link.repo }, user);
  return shown(200, found, link);
}

function deleteLink({ platform, app: found, user }: AppCall, link: SimLink): ApiAnswer {
  found.link = undefined;
  platform.writeEvent(found, 'unlink_scm', { repo_name: link.repo }, user);
  return { status: 204 };
}

function listReviewApps({ platform, app: parent }: AppCall, link: SimLink): ApiAnswer {
  const rows = reviewAppsOf(platform, parent).map((each) => reviewAppJson(parent, link, each));
  return jsonAnswer(200, { review_apps: rows });
}

function listPulls(_call: AppCall, link: SimLink): ApiAnswer {
  return jsonAnswer(200, { pulls: [...link.pulls.values()].map((pull) => pullJson(link, pull)) });
}

function getPull({ params }: AppCall, link: SimLink): ApiAnswer {
  const pull = link.pulls.get(Number(params.number));
  return pull === undefined ? notFound('pull') : jsonAnswer(200, { pull: pullJson(link, pull) });
}

/** Creates without deploying, as the vendor does; twice for one pull request is its 500. */
async function createReviewApp({ platform, app: parent, request, user }: AppCall, link: SimLink): Promise<ApiAnswer> {
  const read = readBody(request, pullSchema);
  if ('refusal' in read) return read.refusal;
  const pull = link.pulls.get(read.body.pull_request_id);
  if (pull === undefined) return jsonAnswer(400, { error: 'pull request not found' });
  const name = `${parent.name}-pr${pull.number}`;
  if (platform.findApp(name) !== undefined) return jsonAnswer(500, { error: 'name has already been taken' });
  const created = await cloneApp(platform, parent, name, user);
  attachReview(platform, created, parent, pull);
  platform.writeEvent(parent, 'create_review_app', reviewData(link, created, pull), user);
  return jsonAnswer(200, { review_app: reviewAppJson(parent, link, created) });
}

/** Formation and collaborators are the parent's. */
async function cloneApp(platform: Platform, parent: SimApp, name: string, user: SimUser): Promise<SimApp> {
  const formation = Object.fromEntries(
    [...parent.formation].map(([type, { amount, size }]) => [type, { amount, size }]),
  );
  const created = await platform.addApp(
    {
      name,
      formation,
      status: 'new',
      parent: parent.name,
      project: parent.project,
      owner: parent.owner,
      bootMs: parent.bootMs,
      stopMs: parent.stopMs,
      deployMs: parent.deployMs,
      cronTasks: parent.cronTasks,
    },
    user,
  );
  for (const [id, role] of parent.roles) created.roles.set(id, role);
  return created;
}
