import { type ApiRequest, jsonAnswer } from '../../../core/simulator/server.ts';
import { closeAll, startGitHub } from './start-github.ts';

/* Shapes as in https://docs.github.com/en/rest/using-the-rest-api/issue-event-types, read 2026-11-20. */

afterEach(closeAll);

const person = { login: 'octocat', type: 'User' };
const bot = { login: 'renovate[bot]', type: 'Bot' };
const at = (minute: number) => `2026-11-22T08:${String(minute).padStart(2, '0')}:00Z`;
const SINCE = at(0);

/** A timeline in pages of a hundred, as GitHub links them. */
async function startTimeline(events: readonly unknown[]) {
  const pages: number[] = [];
  const last = Math.max(1, Math.ceil(events.length / 100));
  const started = await startGitHub(({ query, url }: ApiRequest) => {
    const page = Number(query.get('page') ?? 1);
    pages.push(page);
    const link = (to: number, rel: string) =>
      `<${url.origin}/repositories/1/issues/42/timeline?per_page=100&page=${to}>; rel="${rel}"`;
    const links = [
      ...(page > 1 ? [link(page - 1, 'prev'), link(1, 'first')] : []),
      ...(page < last ? [link(page + 1, 'next'), link(last, 'last')] : []),
    ];
    return jsonAnswer(200, events.slice((page - 1) * 100, page * 100), { link: links.join(', ') });
  });
  return { ...started, pages };
}

async function read(events: readonly unknown[], since = SINCE) {
  const { github, run, pages } = await startTimeline(events);
  return { activity: await run(github.listActivity(42, since)), pages };
}

describe('what people did on a pull request', () => {
  it('is told by kind, with when and who, newest last', async () => {
    const { activity } = await read([
      { event: 'labeled', actor: person, created_at: at(9), label: { name: 'paastis:awake' } },
      { event: 'committed', sha: 'a', author: { name: 'Mona', date: at(1) }, committer: { name: 'Mona', date: at(2) } },
      { event: 'head_ref_force_pushed', actor: person, created_at: at(3) },
      { event: 'commented', user: person, actor: person, created_at: at(4), body: '::error::' },
      { event: 'reviewed', user: person, state: 'approved', submitted_at: at(5) },
      {
        event: 'line-commented',
        comments: [
          { created_at: at(6), user: person },
          { created_at: at(7), user: bot },
        ],
      },
      { event: 'review_requested', actor: person, created_at: at(8) },
    ]);

    expect(activity.map(({ kind, at: when, login }) => `${when.slice(14, 16)} ${kind} ${login ?? '-'}`)).toEqual([
      '02 commit -',
      '03 commit octocat',
      '04 comment octocat',
      '05 review octocat',
      '06 comment octocat',
      '08 other octocat',
      '09 label octocat',
    ]);
  });

  it('is nothing that a bot did, or that happened to a person', async () => {
    const { activity } = await read([
      { event: 'commented', user: bot, actor: bot, created_at: at(1) },
      { event: 'labeled', actor: { login: 'odd[bot]' }, created_at: at(1) },
      {
        event: 'committed',
        author: { name: 'dependabot[bot]', date: at(1) },
        committer: { name: 'GitHub', date: at(1) },
      },
      { event: 'mentioned', actor: person, created_at: at(1) },
      { event: 'subscribed', actor: person, created_at: at(1) },
      { event: 'deployed', actor: person, created_at: at(1) },
    ]);

    expect(activity).toEqual([]);
  });

  it('is nothing from before', async () => {
    const { activity } = await read([
      { event: 'commented', user: person, created_at: '2026-11-22T07:59:59Z' },
      { event: 'commented', user: person, created_at: SINCE },
    ]);

    expect(activity).toHaveLength(1);
  });

  it('counts people whose account is gone', async () => {
    const { activity } = await read([{ event: 'commented', user: null, actor: null, created_at: at(1) }]);

    expect(activity).toEqual([{ kind: 'comment', at: '2026-11-22T08:01:00.000Z' }]);
  });

  it('is never later than now, whatever a commit says of itself', async () => {
    const { activity } = await read([
      {
        event: 'committed',
        author: { name: 'x', date: '2031-01-01T00:00:00Z' },
        committer: { name: 'x', date: '2031-01-01T00:00:00Z' },
      },
    ]);

    expect(activity).toEqual([{ kind: 'commit', at: '2026-11-22T09:00:00.000Z' }]);
  });

  it('leaves out what it does not understand, and keeps the rest', async () => {
    const { activity } = await read([
      null,
      7,
      'x',
      [],
      {},
      { event: 7, created_at: at(1) },
      { event: 'commented', user: 'octocat', created_at: at(1) },
      { event: 'commented', user: person, created_at: 'yesterday' },
      { event: 'commented', user: person, created_at: null },
      { event: 'reviewed', user: person, state: 'pending' },
      { event: 'committed', author: null, committer: null },
      { event: 'line-commented', comments: 'none' },
      { event: 'something_new', actor: person, created_at: at(2) },
    ]);

    expect(activity).toEqual([
      { kind: 'comment', at: '2026-11-22T08:01:00.000Z' },
      { kind: 'other', at: '2026-11-22T08:02:00.000Z', login: 'octocat' },
    ]);
  });
});

describe('a long timeline', () => {
  const old = (count: number) =>
    Array.from({ length: count }, () => ({ event: 'commented', user: person, created_at: '2026-11-01T00:00:00Z' }));
  const news = (count: number) =>
    Array.from({ length: count }, () => ({ event: 'commented', user: person, created_at: at(1) }));

  it('costs one call up to a hundred events', async () => {
    const { pages } = await read([...old(99), ...news(1)]);

    expect(pages).toEqual([1]);
  });

  it('is read from its end, as far as there is anything new', async () => {
    const { activity, pages } = await read([...old(850), ...news(130)]);

    expect(activity).toHaveLength(130);
    expect(pages).toEqual([1, 10, 9]);
  });

  it('is read to its beginning where all of it is new, each page once', async () => {
    const { activity, pages } = await read(news(250));

    expect(activity).toHaveLength(250);
    expect(pages).toEqual([1, 3, 2]);
  });

  it('is not taken for read because of an old commit in the middle', async () => {
    const commit = {
      event: 'committed',
      author: { name: 'x' },
      committer: { name: 'x', date: '2020-01-01T00:00:00Z' },
    };
    const { activity } = await read([...old(100), ...news(100), commit, ...news(99)]);

    expect(activity).toHaveLength(199);
  });

  it('is not read for ever', async () => {
    const { activity, pages } = await read(news(2_000));

    expect(pages).toHaveLength(11);
    expect(activity).toHaveLength(1_100);
  });
});
