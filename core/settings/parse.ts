import { type Config, defaultConfig, type HolidayConfig, type RuleConfig } from '../config.ts';
import { ConfigError } from '../errors.ts';
import { createTranslate, type Language, type Translate } from '../i18n/index.ts';
import { toProviderConfig } from './accounts.ts';
import { adviseOn } from './checks/advice.ts';
import { readHoliday } from './checks/holidays.ts';
import { readDocument, type SettingsDocument } from './document.ts';
import { byPlace, type Fault, renderFault } from './faults.ts';
import { describeIssues } from './issues.ts';
import { withoutLegacyRules } from './legacy.ts';
import { type RuleSettings, type Settings, settingsSchema } from './schema.ts';

export interface SettingsSource {
  readonly fileName: string;
  /** What `${NAME}` takes its value from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Calendars are read from a year before to three years after. */
  readonly now: Date;
  /** An iCalendar file by its path as written, relative to the settings; undefined when there is none. */
  readonly readCalendar?: (path: string) => Promise<string | undefined>;
  /** Taken where the file does not say: the machine's own. */
  readonly fallback?: Partial<Pick<Config, 'language' | 'timezone'>>;
}

/** A settings file as far as it could be read. */
export interface SettingsReading {
  /** Absent with any fault. */
  readonly config?: Config;
  /** In the order of the file. */
  readonly faults: readonly Fault[];
  readonly warnings: readonly Fault[];
  /** In which these are told: that of the file if it can be read. */
  readonly language: Language;
}

/**
 * Reads the text of `paastis.yml`.
 * @throws {ConfigError} config_invalid with every fault in `context.faults`, each with its line and column
 */
export async function parseSettings(text: string, source: SettingsSource): Promise<Config> {
  const { fileName } = source;
  const { config, faults, language } = await readSettings(text, source);
  if (config !== undefined) return config;
  const told = (translate: Translate) => faults.map((fault) => renderFault(fault, fileName, translate));
  // Logs are read by whoever searches for their words: they stay English.
  throw new ConfigError('config_invalid', `${fileName}: ${told(createTranslate('en')).join('; ')}`, {
    context: { subject: fileName, faults: told(createTranslate(language)) },
  });
}

/** The same without an end at the first fault: everything that can be told about the file. */
export async function readSettings(text: string, source: SettingsSource): Promise<SettingsReading> {
  const faults: Fault[] = [];
  const warnings: Fault[] = [];
  const document = readDocument(text, source.env, faults);
  const value = withoutLegacyRules(document, warnings);
  const language = languageOf(value) ?? source.fallback?.language ?? defaultConfig.language;
  // What is no YAML or no variable is told as that, and not as a wrong value once more.
  const broken = new Set(faults.map(({ line, column }) => `${line}:${column}`));
  const told = () => ({ faults: faults.toSorted(byPlace), warnings: warnings.toSorted(byPlace), language });
  if (value === undefined) return told();
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success) {
    const issues = describeIssues(parsed.error.issues, { ...document, value });
    faults.push(...issues.filter(({ line, column }) => !broken.has(`${line}:${column}`)));
  }
  const calendars = await readCalendars(value, source, { document, faults });
  if (!parsed.success || faults.length > 0) return told();
  const settings = parsed.data;
  warnings.push(...adviseOn(settings, document));
  const translate = createTranslate(language);
  const lines = told().warnings.map((warning) => renderFault(warning, source.fileName, translate));
  const config = { ...defaultConfig, ...source.fallback, ...toConfig(settings, calendars), warnings: lines };
  return { ...told(), config: freeze(config) };
}

function languageOf(value: unknown): Language | undefined {
  const named = typeof value === 'object' && value !== null && 'language' in value ? value.language : undefined;
  return named === 'fr' || named === 'en' ? named : undefined;
}

type Calendars = ReadonlyMap<string, readonly string[]>;

/** Also of a file with other faults: they are told together. */
async function readCalendars(
  value: unknown,
  { readCalendar, now, fallback }: SettingsSource,
  { document, faults }: { readonly document: SettingsDocument; readonly faults: Fault[] },
): Promise<Calendars> {
  const calendars = new Map<string, readonly string[]>();
  const { holidays, timezone } =
    settingsSchema.pick({ holidays: true, timezone: true }).partial().strip().safeParse(value).data ?? {};
  for (const [index, text] of (holidays ?? []).entries()) {
    const holiday = readHoliday(text);
    if (readCalendar === undefined || !('kind' in holiday) || holiday.kind !== 'calendar') continue;
    const content = await readCalendar(holiday.path);
    // Loaded for those who have one: it takes 5 MB.
    const { calendarDays } = await import('./calendar.ts');
    const window = { now, timezone: timezone ?? fallback?.timezone ?? defaultConfig.timezone };
    const days = content === undefined ? { key: 'fault.calendar_missing' as const } : calendarDays(content, window);
    if ('key' in days) faults.push({ ...document.place(['holidays', index]), ...days });
    else calendars.set(holiday.path, days);
  }
  return calendars;
}

/** What the file says nothing about comes from the machine. */
type Said = Omit<Config, 'warnings' | 'language' | 'timezone'> & Partial<Pick<Config, 'language' | 'timezone'>>;

function toConfig(settings: Settings, calendars: Calendars): Said {
  const { mode, language, timezone, holidays, defaults, rules, access, digests, prices } = settings;
  return {
    providers: settings.providers.flatMap(toProviderConfig),
    mode,
    ...(language === undefined ? {} : { language }),
    ...(timezone === undefined ? {} : { timezone }),
    holidays: holidays.flatMap((text) => toHoliday(text, calendars)),
    access: { admins: access.admins, operators: access.operators, wakesPerHour: access.wakes_per_hour },
    digests,
    prices,
    defaults: { manage: defaults.manage, idleAfterMs: defaults.idle_after, courtesyMs: defaults.courtesy },
    rules: rules.map(toRule),
  };
}

function toHoliday(text: string, calendars: Calendars): readonly HolidayConfig[] {
  const holiday = readHoliday(text);
  if (!('kind' in holiday)) return [];
  return [holiday.kind === 'calendar' ? { ...holiday, days: calendars.get(holiday.path) ?? [] } : holiday];
}

function toRule(rule: RuleSettings): RuleConfig {
  const { idle_after, courtesy, wake_at_start, ready, wake_access, sleep_access, ...same } = rule;
  return {
    ...same,
    ...(idle_after === undefined ? {} : { idleAfterMs: idle_after }),
    ...(courtesy === undefined ? {} : { courtesyMs: courtesy }),
    ...(wake_at_start === undefined ? {} : { wakeAtStart: wake_at_start }),
    ...(ready === undefined ? {} : { ready: { path: ready.path, timeoutMs: ready.timeout } }),
    ...(wake_access === undefined ? {} : { wakeAccess: wake_access }),
    ...(sleep_access === undefined ? {} : { sleepAccess: sleep_access }),
  };
}

/** All the way down: settings never change while the program runs. */
function freeze<T>(value: T): T {
  if (typeof value === 'object' && value !== null) for (const inside of Object.values(value)) freeze(inside);
  return Object.freeze(value);
}
