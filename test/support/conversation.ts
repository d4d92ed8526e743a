import { decodeState, encodeState } from '../../action/comment/hidden.ts';
import type { CommentState } from '../../action/comment/state.ts';
import type { Journey, Step } from './action-journey.ts';
import type { ActionEnding } from './action-process.ts';
import type { FakeGitHubComment } from './fake-github/shapes.ts';
import { commentEvent, type JsonObject, withOverlay } from './webhook-payloads.ts';

/** What a person sees of a run that answered something written or ticked. */
export interface Heard {
  readonly ending: ActionEnding;
  /** `POST /repos/acme/shop/issues/42/comments`, of this run. */
  readonly calls: readonly string[];
  /** On the comment that asked. */
  readonly reactions: readonly string[];
}

export interface Asking extends Partial<Step> {
  /** Who writes or ticks; `alice`, who has write access, unless told. */
  readonly login?: string;
  /** Of the event, where it matters. */
  readonly overlay?: JsonObject;
}

/** People below pull request 42 of a journey. */
export interface Conversation {
  /** Somebody comments, and the workflow runs. */
  readonly say: (body: string, asking?: Asking) => Promise<Heard>;
  /** Somebody ticks the boxes whose lines match. */
  readonly tick: (boxes: RegExp, asking?: Asking) => Promise<Heard>;
  /** Our one comment; throws where there are several, or none. */
  readonly ours: () => FakeGitHubComment;
  /** As people see it: without what is hidden, and without what is folded. */
  readonly seen: () => string;
}

const NUMBER = 42;

/** @param author whose comments are ours */
export function converse(journey: Journey, author = 'github-actions[bot]'): Conversation {
  const { github, githubCalls, run } = journey;
  github.setAccess('alice', 'write');

  const ours = () => {
    const all = github.comments(NUMBER);
    const found = all.filter(({ author: by, body }) => by === author && body.startsWith('<!-- paastis -->'));
    const [first, ...others] = found;
    if (first === undefined || others.length > 0) throw new Error(`${found.length} comments of ours`);
    return first;
  };
  const hear = async (payload: JsonObject, commentId: number, { overlay = {}, ...asking }: Asking) => {
    const { login: _login, ...step } = asking;
    githubCalls();
    const ending = await run({ event: 'issue_comment', payload: withOverlay(payload, overlay), ...step });
    return { ending, calls: githubCalls(), reactions: github.reactions(commentId) };
  };

  return {
    ours,
    seen: () => seenOf(ours().body),
    say: (body, asking = {}) => {
      const { login = 'alice' } = asking;
      const commentId = github.addComment(NUMBER, { login, body });
      const event = { body, author: login, commentId, number: NUMBER, repository: github.repository };
      return hear(commentEvent(event), commentId, asking);
    },
    tick: (boxes, asking = {}) => {
      const { id, body: bodyBefore } = ours();
      const lines = bodyBefore.split('\n');
      const body = lines.map((line) => (boxes.test(line) ? line.replace(/^- \[ \]/, '- [x]') : line)).join('\n');
      if (body === bodyBefore) throw new Error(`No box matches ${boxes}:\n${body}`);
      github.editComment(id, body);
      const event = { action: 'edited', body, bodyBefore, author, sender: asking.login ?? 'alice' } as const;
      return hear(commentEvent({ ...event, commentId: id, repository: github.repository }), id, asking);
    },
  };
}

/** Our comment with another hidden state: as an earlier run would have left it. */
export function withState(body: string, change: (state: CommentState) => CommentState): string {
  const state = decodeState(body);
  if (state === undefined) throw new Error('A comment without a state');
  return body.replace(/<!-- paastis:state .*-->/, () => encodeState(change(state)));
}

export function seenOf(body: string): string {
  return unfolded(body.replace(/<!--[\s\S]*?-->/g, ''))
    .replace(/ +$/gm, '')
    .replace(/\n{3,}/g, '\n\n')
    .trim();
}

/** The innermost first: what is folded may be folded within. */
function unfolded(markdown: string): string {
  const without = markdown.replace(/<details>(?:(?!<details>)[\s\S])*?<\/details>/g, '');
  return without === markdown ? markdown : unfolded(without);
}
