import { type Caller, createTranslate, describeError, type Language, type Paastis, parse } from '../../core/index.ts';
import type { Redact } from './log.ts';
import { RunningCards } from './running-cards.ts';
import { type Ask, Telling, type TellingDeps } from './telling.ts';

/** Runs lines, each told in one message from its first state to its last. */
export interface Operations {
  /** Never rejects: what goes wrong is told to the person. */
  run(ask: Ask): Promise<void>;
}

export interface OperationsDeps extends TellingDeps {
  readonly paastis: Paastis;
  readonly redact: Redact;
  /** Of what a whole channel reads. */
  readonly language: Language;
  readonly newReference: () => string;
  readonly cutOff: AbortSignal;
}

export function createOperations(deps: OperationsDeps): Operations {
  const running = new RunningCards();
  return { run: (ask) => run(ask, deps, running) };
}

async function run(ask: Ask, deps: OperationsDeps, running: RunningCards): Promise<void> {
  const { paastis, log } = deps;
  const { person, channel, line } = ask;
  const language = channel !== undefined && changesApps(line) ? deps.language : person.language;
  const asking: Caller = {
    actor: `slack:${person.id}`,
    entryPoint: 'slack',
    standing: person.standing,
    language,
    errorLanguage: person.language,
    ...(channel !== undefined && { channel: `slack:${channel}` }),
  };
  const telling = new Telling({
    ask,
    deps,
    running,
    t: createTranslate(language),
    own: createTranslate(person.language),
    may: (action, ref) => paastis.may(asking, action, ref).allowed,
  });
  const over = new AbortController();
  try {
    const report = await Promise.race([
      paastis.run(line, { ...asking, onProgress: (progress) => telling.progress(progress) }),
      whenAborted(deps.cutOff, over.signal),
    ]);
    // The operation itself is on record: the next start of the bot finishes or undoes it.
    await (report === 'cut_off' ? telling.note('slack.cut_off') : telling.finish(report));
  } catch (error) {
    const reference = deps.newReference();
    log.error({ reference, actor: person.id, error: deps.redact(describeError(error)) }, 'slack command failed');
    await telling.note('slack.broken', { reference }).catch(() => undefined);
  } finally {
    over.abort();
    telling.close();
  }
}

/** Its message is read by a whole channel, in the language of the settings; anything else by one person. */
function changesApps(line: string): boolean {
  try {
    return ['wake', 'sleep', 'keep'].includes(parse(line).name);
  } catch {
    return false;
  }
}

function whenAborted(signal: AbortSignal, over: AbortSignal): Promise<'cut_off'> {
  if (signal.aborted) return Promise.resolve('cut_off');
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve('cut_off'), { once: true, signal: over }),
  );
}
