import { type StoredEvent, shaOf } from '../world.ts';
import { mapPerson, mapUser, nodeId } from './accounts.ts';
import { mapComment, type Scene } from './bodies.ts';

/** What happened below a pull request, oldest first: comments, and what else was told of it. */
export function timelineOf(number: number, scene: Scene): readonly object[] {
  const { world } = scene;
  const comments = world.commentsOf(number).map((comment) => ({
    at: comment.createdAt,
    entry: { ...mapComment(comment, scene), event: 'commented', actor: mapUser(comment.author, scene.addresses) },
  }));
  const events = world.events
    .filter((event) => event.number === number)
    .map((event) => ({ at: event.at, entry: mapEvent(event, scene) }));
  return [...events, ...comments].toSorted((a, b) => Date.parse(a.at) - Date.parse(b.at)).map(({ entry }) => entry);
}

function mapEvent(event: StoredEvent, scene: Scene): object {
  switch (event.event) {
    case 'committed':
      return mapCommit(event, scene);
    case 'reviewed':
      return mapReview(event, scene);
    case 'cross-referenced':
      return mapReference(event, scene);
    case 'labeled':
    case 'unlabeled':
      return { ...mapPlain(event, scene), label: { name: event.label ?? 'bug', color: 'ededed' } };
    case 'review_requested':
      return {
        ...mapPlain(event, scene),
        review_requester: mapActor(event, scene),
        requested_reviewer: mapPerson('grace', scene.addresses),
      };
    default:
      return mapPlain(event, scene);
  }
}

function mapActor({ login = 'ada', bot = false }: StoredEvent, { addresses }: Scene) {
  return mapUser(login === null ? null : { login, bot }, addresses);
}

function mapPlain(event: StoredEvent, scene: Scene) {
  const { id, at } = event;
  const pushed = event.event === 'head_ref_force_pushed';
  const sha = shaOf(String(id));
  const repo = `${scene.addresses.api}/repos/${scene.world.repository}`;
  return {
    id,
    node_id: nodeId('IssueEvent', id),
    url: `${repo}/issues/events/${id}`,
    actor: mapActor(event, scene),
    event: event.event,
    commit_id: pushed ? sha : null,
    commit_url: pushed ? `${repo}/commits/${sha}` : null,
    created_at: at,
    performed_via_github_app: null,
  };
}

/** Neither id nor account: a commit knows names and addresses of people only. */
function mapCommit({ id, at, login }: StoredEvent, { world, addresses }: Scene) {
  const sha = shaOf(String(id));
  const url = `${addresses.api}/repos/${world.repository}/git/commits/${sha}`;
  const person = { name: login ?? 'Ada', email: `${login ?? 'ada'}@example.test`, date: at };
  return {
    event: 'committed',
    sha,
    node_id: nodeId('Commit', sha),
    url,
    html_url: `${addresses.web}/${world.repository}/commit/${sha}`,
    author: person,
    committer: person,
    tree: { sha, url: url.replace('/commits/', '/trees/') },
    message: 'Change something',
    parents: [],
    verification: { verified: false, reason: 'unsigned', signature: null, payload: null, verified_at: null },
  };
}

function mapReview(event: StoredEvent, scene: Scene) {
  const { id, number, at } = event;
  const page = `${scene.addresses.web}/${scene.world.repository}/pull/${number}`;
  const pullRequest = `${scene.addresses.api}/repos/${scene.world.repository}/pulls/${number}`;
  const html = `${page}#pullrequestreview-${id}`;
  return {
    event: 'reviewed',
    id,
    node_id: nodeId('PullRequestReview', id),
    user: mapActor(event, scene),
    body: '',
    state: 'commented',
    html_url: html,
    pull_request_url: pullRequest,
    _links: { html: { href: html }, pull_request: { href: pullRequest } },
    submitted_at: at,
    commit_id: shaOf(String(number)),
    author_association: 'CONTRIBUTOR',
  };
}

function mapReference(event: StoredEvent, scene: Scene) {
  return {
    event: 'cross-referenced',
    actor: mapActor(event, scene),
    created_at: event.at,
    updated_at: event.at,
    source: { type: 'issue' },
  };
}
