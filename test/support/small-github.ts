import type { Comment, GitHub } from '../../action/github/github.ts';
import { PaastisError } from '../../core/errors.ts';

export interface SmallGitHubOptions {
  /** Comments of a page; GitHub's is 100. */
  readonly perPage?: number;
  /** Waited for before a call takes effect and before its answer arrives. */
  readonly pause?: (call: string) => Promise<void>;
  readonly now?: () => Date;
}

export interface SmallGitHub extends GitHub {
  readonly comments: readonly Comment[];
  /** `list`, `get 3`, `create`, `update 3`, `delete 3`, in the order they took effect. */
  readonly log: readonly string[];
  /** Somebody else writes. */
  write(comment: Partial<Comment> & { readonly body: string }): number;
  edit(id: number, body: string): void;
  remove(id: number): void;
  /** The next calls of this kind fail; `after`: they take effect, and only their answer is lost. */
  fail(call: string, code: string, options?: { readonly times?: number; readonly after?: boolean }): void;
}

/** The comments of one pull request, as the interface promises them. */
export function smallGitHub(options: SmallGitHubOptions = {}): SmallGitHub {
  const { perPage = 100, pause = async () => undefined, now = () => new Date('2026-11-22T09:00:00.000Z') } = options;
  let comments: readonly Comment[] = [];
  let nextId = 1;
  let calls = 0;
  const log: string[] = [];
  const faults: { call: string; code: string; times: number; after: boolean }[] = [];

  async function call<T>(name: string, effect: () => T): Promise<T> {
    const [kind = ''] = name.split(' ');
    calls += 1;
    await pause(name);
    const fault = faults.find((each) => each.call === kind && each.times > 0);
    if (fault !== undefined) fault.times -= 1;
    if (fault?.after === false) throw new PaastisError(fault.code, name);
    log.push(name);
    const answer = effect();
    if (fault !== undefined) throw new PaastisError(fault.code, name);
    await pause(`${name} answered`);
    return answer;
  }

  function add(facts: Partial<Comment> & { readonly body: string }): Comment {
    const comment = { id: nextId++, author: 'ana', bot: false, createdAt: now().toISOString(), ...facts };
    comments = [...comments, comment];
    return comment;
  }

  function find(id: number): Comment {
    const comment = comments.find((each) => each.id === id);
    if (comment === undefined) throw new PaastisError('github_not_found', `comment ${id}`);
    return comment;
  }

  function change(id: number, body: string): Comment {
    const changed = { ...find(id), body };
    comments = comments.map((each) => (each.id === id ? changed : each));
    return changed;
  }

  const missing = async () => {
    throw new Error('This test has nothing but comments');
  };
  const own = { author: 'github-actions[bot]', bot: true };

  return {
    get calls() {
      return calls;
    },
    get comments() {
      return comments;
    },
    log,
    write: (comment) => add(comment).id,
    edit: (id, body) => {
      change(id, body);
    },
    remove: (id) => {
      comments = comments.filter((each) => each.id !== id);
    },
    fail: (name, code, { times = 1, after = false } = {}) => faults.push({ call: name, code, times, after }),
    async *listComments(_number, since) {
      for (let page = 0; ; page += 1) {
        const [from, to] = [page * perPage, (page + 1) * perPage];
        const wanted = () => comments.filter(({ createdAt }) => since === undefined || createdAt >= since);
        const rows = await call('list', () => wanted().slice(from, to));
        yield rows;
        if (wanted().length <= to) return;
      }
    },
    getComment: (id) => call(`get ${id}`, () => find(id)),
    createComment: (_number, body) => call('create', () => add({ ...own, body })),
    updateComment: (id, body) => call(`update ${id}`, () => change(id, body)),
    deleteComment: (id) =>
      call(`delete ${id}`, () => {
        find(id);
        comments = comments.filter((each) => each.id !== id);
      }),
    getPullRequest: missing,
    listOpenPullRequests: missing,
    react: missing,
    getPermission: missing,
    createDeployment: missing,
    createDeploymentStatus: missing,
    listDeployments: missing,
    findOwnLogin: missing,
    getDeploymentState: missing,
    listActivity: missing,
    findFile: missing,
    close: async () => undefined,
  };
}
