import { tickedBoxes } from '../trigger/boxes.ts';
import { decodeState } from './hidden.ts';
import type { CommentState, ToldApp, ToldKeep } from './state.ts';

/**
 * Nothing changed that a reader or the next run would miss: then the comment is left alone. How long something took does
 * not count, nor which run told it; a box that somebody ticked does, it has to be emptied again.
 * @param before the comment as it is, or what it told
 */
export function sameTelling(before: string | CommentState | undefined, after: CommentState): boolean {
  if (before === undefined) return false;
  if (typeof before !== 'string') return essence(before) === essence(after);
  if (tickedBoxes(before).length > 0) return false;
  const state = decodeState(before);
  return state !== undefined && essence(state) === essence(after);
}

function essence({ apps, keeps, deployments, borrowed, answer, problem }: CommentState): string {
  return JSON.stringify([
    apps.map(essenceOfApp),
    keeps.map(({ key, ref, until, actor }: ToldKeep) => [key, ref, until, actor]),
    deployments.map(({ ref, id, sha }) => [ref, id, sha]),
    borrowed.map(({ ref, run }) => [ref, run]),
    answer && [answer.line, answer.login, answer.at, answer.text],
    problem && essenceOfSaid(problem),
  ]);
}

function essenceOfApp({ ref, name, status, url, pricePerHour, reason, error }: ToldApp): unknown {
  // As shown: to the cent per day.
  const cents = pricePerHour === undefined ? undefined : Math.round(pricePerHour * 2_400);
  return [ref, name, status, url, cents, withoutNumbers(reason), error && essenceOfSaid(error)];
}

function essenceOfSaid({ message, remedy }: NonNullable<ToldApp['error']>): unknown {
  return [withoutNumbers(message), withoutNumbers(remedy)];
}

/** As `error.request` writes it in either language. */
const requestNumber = /\((?:request|requête) [^)]*\)/g;

/** Durations and the numbers of requests differ each time; names keep theirs. */
function withoutNumbers(sentence = ''): string {
  return sentence.replace(requestNumber, '').replace(/\b\d+(?=\s?(?:ms|s|min|h|days?|jours?)\b)/g, '0');
}
