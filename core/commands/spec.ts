import type { Clock } from '../clock.ts';
import type { Config } from '../config.ts';
import type { Directory } from '../engine/directory.ts';
import type { Engine } from '../engine/engine.ts';
import type { Requester } from '../engine/operation.ts';
import type { Watch } from '../engine/watch.ts';
import type { Audit } from '../events/audit.ts';
import type { TextKey, Translate } from '../i18n/index.ts';
import type { Log } from '../log.ts';
import type { EntryPoint } from '../model/actor.ts';
import type { Formation } from '../model/formation.ts';
import type { Region } from '../model/region.ts';
import type { Standing } from '../model/standing.ts';
import type { Policy } from '../policy/policy.ts';
import type { CallOptions, Provider } from '../providers/provider.ts';
import type { Store } from '../store/store.ts';
import type { Check } from './report/doctor-report.ts';
import type { ProgressReport, Report } from './report/report.ts';
import type { WakeBudget } from './wake-budget.ts';

export const commandNames = [
  'help',
  'list',
  'status',
  'wake',
  'sleep',
  'keep',
  'idle',
  'why',
  'plan',
  'history',
  'savings',
  'digest',
  'doctor',
  'sweep',
] as const;

export type CommandName = (typeof commandNames)[number];

export type OptionName = 'for' | 'until' | 'since' | 'force' | 'dry-run' | 'baseline' | 'csv' | 'json';

/** What the words after the verb are; those of a schedule keep their commas. */
export type WordKind = 'targets' | 'filters' | 'topic' | 'duration' | 'period' | 'schedule';

/** A command as people type it; one file each, gathered in `index.ts`. */
export interface CommandSpec {
  readonly name: CommandName;
  /** As `help` shows it, without `paastis`. */
  readonly usage: string;
  readonly example: string;
  readonly words: { readonly kind: WordKind; readonly least: number; readonly most: number };
  readonly options: readonly OptionName[];
  /** Changes apps, so that it may be refused to people who only read. */
  readonly changes: boolean;
  /** Through which doors it may be asked for; default: all. */
  readonly doors?: readonly EntryPoint[];
  /** @throws {PaastisError} what the person is told instead of a report */
  run(command: ParsedCommand, context: CommandContext): Report | Promise<Report>;
}

export function summaryKey(name: CommandName): TextKey {
  return `help.${name}`;
}

/** How an option is typed; those that take a value show it. */
export const optionFlags: Readonly<Record<OptionName, string>> = {
  for: '--for <duration>',
  until: '--until <when>',
  since: '--since <duration>',
  force: '--force',
  'dry-run': '--dry-run',
  baseline: '--baseline <name>',
  csv: '--csv',
  json: '--json',
};

export const optionsWithValue: readonly OptionName[] = ['for', 'until', 'since', 'baseline'];

/** The most targets one line may name: more is a list, and a list is a glob or a group. */
export const MOST_WORDS = 50;

export interface ParsedOptions {
  readonly forMs?: number;
  /** As typed; `parseWhen` makes an instant of it, given now and a time zone. */
  readonly until?: string;
  readonly sinceMs?: number;
  readonly force: boolean;
  readonly dryRun?: boolean;
  /** As typed. */
  readonly baseline?: string;
  readonly csv?: boolean;
  readonly json: boolean;
}

export interface ParsedCommand {
  readonly name: CommandName;
  /** Targets, filter words or a topic, as `commands[name].words.kind` says; commas separate like spaces. */
  readonly words: readonly string[];
  readonly options: ParsedOptions;
}

/** EUR per hour of what runs; absent: a size without a known price. */
export interface FormationPrices {
  formationPerHour(region: Region, formation: Formation): { readonly perHour: number } | undefined;
  /** Reads price lists that are a day old, or were never read; never rejects for one that cannot be. */
  refresh(options?: CallOptions): Promise<void>;
}

/** What the commands work with; lives as long as the program. */
export interface CommandDeps {
  readonly config: Config;
  readonly providers: readonly Provider[];
  readonly directory: Pick<Directory, 'list'>;
  readonly engine: Engine;
  /** What is known of every app, and what was decided. */
  readonly watch: Watch;
  readonly policy: Policy;
  readonly prices: FormationPrices;
  readonly wakeBudget: WakeBudget;
  readonly store: Store;
  readonly audit: Audit;
  /** When an earlier process without a store woke an app, by its qualified name. */
  readonly wokenAt?: (ref: string) => string | undefined;
  /** What only the program around the core can tell, for `doctor`; in the reader's language. */
  readonly extraChecks?: (translate: Translate) => Promise<readonly Check[]>;
  /** Not every app of the accounts is to be known: nothing may tell of the others. */
  readonly scoped?: boolean;
  readonly clock: Clock;
  readonly log: Log;
}

/** One run of one command. */
export interface CommandContext extends CommandDeps {
  readonly translate: Translate;
  /** Of what only who asked reads, such as a question back. */
  readonly translateAlone: Translate;
  /** All commands, for `help`. */
  readonly commands: Readonly<Record<CommandName, CommandSpec>>;
  readonly requester: Requester;
  /** What the door knows of who asks; absent: they are at the machine itself. */
  readonly standing?: Standing;
  /** Where the command was typed, `slack:C0123456`; absent at a terminal. */
  readonly channel?: string;
  readonly onProgress?: (progress: ProgressReport) => void;
  /** How far a wake is waited for; default: `ready`. */
  readonly waitFor?: 'requested' | 'ready';
  /** A push has just happened, which may start apps by itself. */
  readonly expectDeployment?: boolean;
}
