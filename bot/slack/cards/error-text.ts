import type { ErrorReport } from '../../../core/index.ts';
import { plain } from './pieces.ts';

/** An error for one person alone, who sees the people that it names: nobody is called by what only one person reads. */
export interface PrivateError {
  readonly message: string;
  readonly remedy: string;
}

/** @param app whose own name is shown as it is, whatever it looks like */
export function privateError(error: Pick<ErrorReport, 'code' | 'message' | 'remedy'>, app = ''): PrivateError {
  const tell = (text: string) => named(error.code, plain(text, 1_000), app);
  return { message: tell(error.message), remedy: tell(error.remedy) };
}

/** The same in one sentence after the other. */
export function privateErrorText(error: Pick<ErrorReport, 'code' | 'message' | 'remedy'>, app = ''): string {
  const { message, remedy } = privateError(error, app);
  return `${message} ${remedy}`;
}

/** Refusals name by their ids whom to ask, or who wants it otherwise. */
function named(code: string, text: string, app: string): string {
  if (code !== 'not_allowed' && code !== 'sleep_refused') return text;
  const show = (id: string, shown: string) => (app.includes(id) ? id : shown);
  return text
    .replaceAll(/\b[UW][A-Z0-9]{8,}\b/g, (id) => show(id, `<@${id}>`))
    .replaceAll(/\bS[A-Z0-9]{8,}\b/g, (id) => show(id, `<!subteam^${id}>`));
}
