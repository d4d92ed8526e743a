import type { webApi } from '@slack/bolt';
import {
  type Clock,
  formatAgo,
  type Log,
  type ProgressReport,
  type Report,
  type TextKey,
  type Translate,
} from '../../core/index.ts';
import type { May } from './cards/buttons.ts';
import {
  type OperationReport,
  type OperationView,
  outcomeCard,
  privateOutcomeCard,
  progressCard,
} from './cards/operation.ts';
import type { Card } from './cards/pieces.ts';
import { noteCard, reportCard } from './cards/report.ts';
import { LiveMessage, type Posted } from './live-message.ts';
import type { Person } from './people.ts';
import type { PlainLayout } from './plain-layout.ts';
import { tellPerson } from './private-answer.ts';
import type { ResponseUrl } from './response-url.ts';
import type { RunningCard, RunningCards } from './running-cards.ts';

/** A line somebody asks for through Slack, and where they hear of it. */
export interface Ask {
  readonly line: string;
  readonly person: Person;
  /** Where its message goes; left out: to the person alone, as a direct message. */
  readonly channel?: string;
  readonly threadTs?: string;
  /** The message of an operation that this one takes over, edited in place. */
  readonly replaces?: Posted;
  /** Answers for the person alone go here; without it they are ephemeral or direct messages. */
  readonly responseUrl?: ResponseUrl;
}

export interface TellingDeps {
  readonly clock: Clock;
  readonly log: Log;
  readonly web: webApi.WebClient;
  readonly layout: PlainLayout;
}

export interface TellingOptions {
  readonly ask: Ask;
  readonly deps: TellingDeps;
  readonly running: RunningCards;
  /** Of what is read where it was asked. */
  readonly t: Translate;
  /** Of what only the person reads. */
  readonly own: Translate;
  readonly may: May;
}

type Verb = RunningCard['verb'];

/** Phases in which nothing is begun yet, so that a refusal can still follow: it is for one person, not for the channel. */
const before: Readonly<Record<Verb, readonly ProgressReport['phase'][]>> = {
  wake: ['reading'],
  sleep: ['queued', 'reading', 'saving'],
};

/** How one ask is told: in a message of its own, in that of somebody who asked before, or to the person alone. */
export class Telling {
  readonly #options: TellingOptions;
  readonly #message: LiveMessage;
  readonly #newest = new Map<string, ProgressReport>();
  readonly #refs = new Set<string>();
  readonly #replaces: Posted | undefined;
  #card: RunningCard | undefined;
  #joins: RunningCard | undefined;
  #first: OperationView['first'];

  constructor(options: TellingOptions) {
    this.#options = options;
    const { ask, deps, running } = options;
    // While another operation writes to it, this one has a message of its own, or joins that one.
    this.#replaces = ask.replaces !== undefined && running.claim(ask.replaces) ? ask.replaces : undefined;
    this.#message = new LiveMessage({
      client: deps.web,
      channel: ask.channel ?? ask.person.id,
      threadTs: ask.threadTs,
      replaces: this.#replaces,
      layout: deps.layout,
      tellPrivately: (card) => this.#tellAskers(card),
      clock: deps.clock,
      log: deps.log,
    });
  }

  /** Shows the newest state of every app, and only when a phase has changed: elapsed time alone is no news. */
  progress(progress: ProgressReport): void {
    // What is only read is answered to the person alone: a message of its own would show it to the channel.
    if (progress.verb === 'read') return;
    const known = this.#newest.get(progress.ref)?.phase;
    this.#newest.set(progress.ref, progress);
    this.#refs.add(progress.ref);
    if (known === progress.phase) return;
    const progresses = [...this.#newest.values()];
    if (progresses.every(({ phase }) => before[progress.verb === 'wake' ? 'wake' : 'sleep'].includes(phase))) return;
    if (this.#card === undefined && this.#joinFirst(progress.verb)) return;
    this.#card ??= this.#begin(progress.verb);
    // Once all have arrived the outcome follows at once: an edit before it would only delay it.
    if (progresses.every(({ phase }) => phase === 'ready' || phase === 'asleep')) return;
    this.#message.show(progressCard(progresses, this.#view(this.#options.t)));
  }

  #begin(verb: Verb): RunningCard {
    const { ask, running, deps } = this.#options;
    this.#joins = undefined;
    this.#first = this.#firstElsewhere(verb);
    const card = {
      channel: ask.channel ?? ask.person.id,
      verb,
      refs: this.#refs,
      asker: ask.person.id,
      since: deps.clock.now().toISOString(),
      message: this.#message,
      also: new Set<string>(),
    };
    running.add(card);
    return card;
  }

  /** Where a card of this channel tells of all these apps already, nothing is said twice. */
  #joinFirst(verb: Verb): boolean {
    const { ask, running } = this.#options;
    if (ask.channel === undefined || this.#replaces !== undefined) return false;
    const card = running.findTelling(ask.channel, verb, [...this.#refs]);
    if (card !== undefined) this.#join(card);
    return card !== undefined;
  }

  /** One message an operation: its second asker is told where to look. */
  #join(card: RunningCard): void {
    if (this.#joins === card) return;
    this.#joins = card;
    const { ask, deps, own } = this.#options;
    if (card.asker === ask.person.id) return;
    card.also.add(ask.person.id);
    const ago = formatAgo(card.since, deps.clock.now(), own);
    void this.#whisper(noteCard(own('slack.joined', { user: `<@${card.asker}>`, ago })));
  }

  #firstElsewhere(verb: Verb): OperationView['first'] {
    const { ask, deps, running, t } = this.#options;
    const [ref = ''] = this.#refs;
    const first = running.findFirst(verb, ref);
    if (first === undefined || first.asker === ask.person.id) return undefined;
    return { asker: first.asker, ago: formatAgo(first.since, deps.clock.now(), t) };
  }

  /** The last word. Resolves once it is written, or nowhere could be. */
  async finish(report: Report): Promise<void> {
    const { t, own, may } = this.#options;
    if (report.kind !== 'operation') return this.#answer(reportCard(report, own, may));
    if (this.#isToldElsewhere(report)) return;
    const done = report.results.some(({ changed }) => changed);
    const failed = report.results.some(({ error }) => error !== undefined);
    const truth =
      this.#message.begun || (done && this.#joins === undefined) || (this.#replaces !== undefined && !failed);
    if (truth) return this.#message.finish(outcomeCard(report, this.#view(t)));
    await this.#tell(privateOutcomeCard(report, this.#view(t), may));
  }

  /** In the card of who asked first, unless that is hidden from this channel or this ask wanted more. */
  #isToldElsewhere(report: OperationReport): boolean {
    if (this.#joins === undefined || this.#message.begun) return false;
    if (!this.#joins.message.begun || this.#joins.message.isPrivate) return false;
    return report.results.every(({ keepUntil }) => keepUntil === undefined);
  }

  /** A sentence about the bot itself, in the place of an outcome. */
  async note(key: TextKey, values: Readonly<Record<string, string>> = {}): Promise<void> {
    const { t, own } = this.#options;
    await this.#answer(noteCard((this.#message.begun ? t : own)(key, values)));
  }

  /** From here on nobody is sent to this message any more. */
  close(): void {
    const { running } = this.#options;
    if (this.#card !== undefined) running.remove(this.#card);
    if (this.#replaces !== undefined) running.release(this.#replaces);
  }

  async #answer(card: Card): Promise<void> {
    await (this.#message.begun ? this.#message.finish(card) : this.#tell(card));
  }

  async #tell(card: Card): Promise<void> {
    const { ask, deps } = this.#options;
    if (!(await this.#whisper(card))) deps.log.error({ actor: ask.person.id }, 'slack answer lost');
  }

  /** Where the channel is closed to us: whoever was sent to this message would wait for its end in vain. */
  async #tellAskers(card: Card): Promise<boolean> {
    const { ask, deps } = this.#options;
    const { web: client, layout, clock } = deps;
    const others = [...(this.#card?.also ?? [])].map((person) =>
      tellPerson(card, { person, channel: ask.channel, threadTs: ask.threadTs, client, layout, clock }),
    );
    const told = await Promise.all([this.#whisper(card), ...others]);
    return told.every((each) => each);
  }

  #whisper(card: Card): Promise<boolean> {
    const { ask, deps } = this.#options;
    const { channel, threadTs, responseUrl } = ask;
    const { web: client, layout, clock } = deps;
    return tellPerson(card, { person: ask.person.id, channel, threadTs, responseUrl, client, layout, clock });
  }

  #view(t: Translate): OperationView {
    const { ask } = this.#options;
    const askers = [ask.person.id, ...(this.#card?.also ?? [])];
    return { t, line: ask.line, askers, ...(this.#first !== undefined && { first: this.#first }) };
  }
}
