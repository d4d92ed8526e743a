import { type Answer, invalid, notFound } from '../answers.ts';
import { mapMyself } from '../bodies/accounts.ts';
import { mapComment, mapPermission, mapPullRequest, mapReaction, mapWholePullRequest } from '../bodies/bodies.ts';
import { timelineOf } from '../bodies/timeline.ts';
import type { StoredComment, StoredPullRequest } from '../world.ts';
import { type Call, listed, type Route, textIn } from './call.ts';
import { answerContents } from './contents.ts';
import { deploymentRoutes } from './deployments.ts';

const inRepository = '/repos/{owner}/{repo}';
const comment = `${inRepository}/issues/comments/{comment_id}`;
const thread = `${inRepository}/issues/{issue_number}`;

/** By operation: `get /repos/{owner}/{repo}/pulls/{pull_number}`. */
export const routes: Readonly<Record<string, Route>> = {
  [`get ${thread}/comments`]: listComments,
  [`post ${thread}/comments`]: createComment,
  [`get ${thread}/timeline`]: (call) => inThread(call, (number) => listed(timelineOf(number, call.scene), call)),
  [`get ${comment}`]: (call) => withComment(call, (found) => ({ status: 200, body: mapComment(found, call.scene) })),
  [`patch ${comment}`]: updateComment,
  [`delete ${comment}`]: (call) =>
    withComment(call, ({ id }) => {
      call.scene.world.comments.delete(id);
      return { status: 204 };
    }),
  [`get ${comment}/reactions`]: listReactions,
  [`post ${comment}/reactions`]: react,
  [`get ${inRepository}/pulls`]: listPullRequests,
  [`get ${inRepository}/pulls/{pull_number}`]: getPullRequest,
  [`get ${inRepository}/collaborators/{username}/permission`]: getPermission,
  [`get ${inRepository}/contents/{path}`]: answerContents,
  ...deploymentRoutes,
  'get /rate_limit': ({ limits }) => {
    const rate = limits.overview();
    return { status: 200, body: { resources: { core: rate, search: rate }, rate } };
  },
  'get /user': ({ me, scene }) => ({ status: 200, body: mapMyself(me.login, scene.addresses) }),
};

function inThread({ params, scene }: Call, answer: (number: number) => Answer): Answer {
  const number = Number(params.issue_number);
  return scene.world.has(number) ? answer(number) : notFound;
}

function withComment({ params, scene }: Call, answer: (found: StoredComment) => Answer): Answer {
  const found = scene.world.comments.get(Number(params.comment_id));
  return found === undefined ? notFound : answer(found);
}

function listComments(call: Call): Answer {
  const { scene, url } = call;
  const since = Date.parse(url.searchParams.get('since') ?? '');
  return inThread(call, (number) => {
    const found = scene.world.commentsOf(number).filter(({ updatedAt }) => !(Date.parse(updatedAt) < since));
    return listed(
      found.map((each) => mapComment(each, scene)),
      call,
    );
  });
}

const BODY_LIMIT = 65_536;

function refusedBody(body: string): Answer | undefined {
  if (body.trim() === '') return invalid('IssueComment', 'data', 'Body cannot be blank');
  if (Array.from(body).length <= BODY_LIMIT) return undefined;
  return invalid('IssueComment', 'data', `Body is too long (maximum is ${BODY_LIMIT} characters)`);
}

function createComment(call: Call): Answer {
  const { scene, me } = call;
  const body = textIn(call.body, 'body');
  return inThread(call, (number) => {
    const refused = refusedBody(body);
    if (refused !== undefined) return refused;
    const created = mapComment(scene.world.post(number, me, body), scene);
    return { status: 201, body: created, headers: { location: created.url } };
  });
}

function updateComment(call: Call): Answer {
  const { scene } = call;
  const body = textIn(call.body, 'body');
  return withComment(call, (found) => {
    const refused = refusedBody(body);
    if (refused !== undefined) return refused;
    scene.world.edit(found, body);
    return { status: 200, body: mapComment(found, scene) };
  });
}

function listReactions(call: Call): Answer {
  const { scene, url } = call;
  const wanted = url.searchParams.get('content');
  return withComment(call, ({ id }) => {
    const found = scene.world.reactions.filter(
      ({ commentId, content }) => commentId === id && (wanted === null || wanted === content),
    );
    return listed(
      found.map((each) => mapReaction(each, scene)),
      call,
    );
  });
}

function react(call: Call): Answer {
  const { scene, me } = call;
  const { world } = scene;
  const content = textIn(call.body, 'content');
  return withComment(call, ({ id }) => {
    const known = world.reactions.find(
      (each) => each.commentId === id && each.login === me.login && each.content === content,
    );
    if (known !== undefined) return { status: 200, body: mapReaction(known, scene) };
    const added = { id: world.nextId(), commentId: id, login: me.login, content, at: world.now() };
    world.reactions.push(added);
    return { status: 201, body: mapReaction(added, scene) };
  });
}

function listPullRequests(call: Call): Answer {
  const { scene, url } = call;
  const query = url.searchParams;
  const state = query.get('state') ?? 'open';
  const found = [...scene.world.pullRequests.values()]
    .filter((each) => state === 'all' || each.state === state)
    .map((each) => ({ each, body: mapPullRequest(each, scene) }))
    .filter(({ body }) => isOf(query.get('head'), body.head.label) && isOf(query.get('base'), body.base.ref))
    .toSorted((a, b) => inOrder(a.each, b.each, query));
  return listed(
    found.map(({ body }) => body),
    call,
  );
}

function isOf(wanted: string | null, value: string): boolean {
  return wanted === null || wanted === value;
}

function inOrder(a: StoredPullRequest, b: StoredPullRequest, query: URLSearchParams): number {
  const sort = query.get('sort') ?? 'created';
  const direction = query.get('direction') ?? (sort === 'created' ? 'desc' : 'asc');
  const keyOf = (each: StoredPullRequest) => (sort === 'updated' ? each.updatedAt : each.createdAt);
  const order = Date.parse(keyOf(a)) - Date.parse(keyOf(b)) || a.number - b.number;
  return direction === 'desc' ? -order : order;
}

function getPullRequest({ params, scene }: Call): Answer {
  const found = scene.world.pullRequests.get(Number(params.pull_number));
  return found === undefined ? notFound : { status: 200, body: mapWholePullRequest(found, scene) };
}

function getPermission({ params, scene }: Call): Answer {
  const found = scene.world.accessOf(params.username ?? '');
  return found === undefined ? notFound : { status: 200, body: mapPermission(found, scene) };
}
