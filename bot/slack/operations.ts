import type { webApi } from '@slack/bolt';
import {
  type Caller,
  type Clock,
  createTranslate,
  describeError,
  type Language,
  type Log,
  type Paastis,
  type ProgressReport,
} from '../../core/index.ts';
import { outcomeCard, progressCard } from './cards/operation.ts';
import type { Card } from './cards/pieces.ts';
import { noteCard, reportCard } from './cards/report.ts';
import { LiveMessage } from './live-message.ts';
import type { Redact } from './log.ts';
import type { Person } from './people.ts';
import type { ResponseUrl } from './response-url.ts';

/** A line somebody asks for through Slack, and where they hear of it. */
export interface Ask {
  readonly line: string;
  readonly person: Person;
  /** Where its message goes; left out: to the person alone, as a direct message. */
  readonly channel?: string;
  readonly threadTs?: string;
  /** The message of an operation that this one takes over, edited in place. */
  readonly replaces?: { readonly channel: string; readonly ts: string };
  /** Answers for the person alone go here; without it they are ephemeral or direct messages. */
  readonly responseUrl?: ResponseUrl;
}

/** Runs lines, each told in one message from its first state to its last. */
export interface Operations {
  /** Never rejects: what goes wrong is told to the person. */
  run(ask: Ask): Promise<void>;
}

export interface OperationsDeps {
  readonly paastis: Paastis;
  readonly clock: Clock;
  readonly log: Log;
  readonly redact: Redact;
  readonly language: Language;
  readonly newReference: () => string;
  readonly cutOff: AbortSignal;
  readonly web: webApi.WebClient;
}

export function createOperations(deps: OperationsDeps): Operations {
  return { run: (ask) => run(ask, deps) };
}

async function run({ line, person, channel, responseUrl }: Ask, deps: OperationsDeps): Promise<void> {
  const { clock, log, language, web: client } = deps;
  const t = createTranslate(language);
  const asker = person.id;
  if (responseUrl === undefined || channel === undefined) throw new Error('Only commands so far');
  const message = new LiveMessage({ client, channel, responseUrl, clock, log });
  const onProgress = progressTeller((progresses) => message.show(progressCard(progresses, asker, t)));
  const tell = async (card: Card): Promise<void> => {
    if (message.begun) return message.finish(card);
    if (!(await responseUrl.post(card))) log.error({ actor: asker }, 'slack answer lost');
  };
  try {
    const caller: Caller = {
      actor: `slack:${asker}`,
      entryPoint: 'slack',
      standing: person.standing,
      channel: `slack:${channel}`,
      language,
      onProgress,
    };
    const report = await Promise.race([deps.paastis.run(line, caller), whenAborted(deps.cutOff)]);
    // The operation itself is on record: the next start of the bot finishes or undoes it.
    if (report === 'cut_off') await tell(noteCard(t('slack.cut_off')));
    else if (report.kind === 'operation') await message.finish(outcomeCard(report, asker, t));
    else await tell(reportCard(report, t));
  } catch (error) {
    const reference = deps.newReference();
    log.error({ reference, actor: asker, error: deps.redact(describeError(error)) }, 'slack command failed');
    await tell(noteCard(t('slack.broken', { reference }))).catch(() => undefined);
  }
}

/** Passes on the newest state of every app, and only when a phase has changed: elapsed time alone is no news. */
function progressTeller(tell: (progresses: readonly ProgressReport[]) => void): (progress: ProgressReport) => void {
  const newest = new Map<string, ProgressReport>();
  return (progress) => {
    // What is only read is answered to the person alone: a message of its own would show it to the channel.
    if (progress.verb === 'read') return;
    const known = newest.get(progress.ref)?.phase;
    newest.set(progress.ref, progress);
    if (known === progress.phase) return;
    // Once all have arrived the outcome follows at once: an edit before it would only delay it.
    const progresses = [...newest.values()];
    if (progresses.some(({ phase }) => phase !== 'ready' && phase !== 'asleep')) tell(progresses);
  };
}

function whenAborted(signal: AbortSignal): Promise<'cut_off'> {
  return new Promise((resolve) => signal.addEventListener('abort', () => resolve('cut_off'), { once: true }));
}
