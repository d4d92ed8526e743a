import {
  type CleverCloudCredentials,
  type Config,
  defaultConfig,
  type HolidayConfig,
  type ProviderConfig,
  type RuleConfig,
} from '../config.ts';
import { ConfigError } from '../errors.ts';
import { type Faults, readDocument, type SettingsDocument } from './document.ts';
import { describeIssues } from './faults.ts';
import { withoutLegacyRules } from './legacy.ts';
import { type ProviderSettings, type RuleSettings, type Settings, settingsSchema } from './schema.ts';

export interface SettingsSource {
  readonly fileName: string;
  /** What `${NAME}` takes its value from. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Taken where the file does not say: the machine's own. */
  readonly fallback?: Partial<Pick<Config, 'language' | 'timezone'>>;
}

/** What does not come from the file as it is. */
type Given = 'providers' | 'warnings' | 'language' | 'timezone';

/**
 * Reads the text of `paastis.yml`.
 * @throws {ConfigError} config_invalid with every fault in `context.faults`, each with its line and column
 */
export function parseSettings(text: string, source: SettingsSource): Config {
  const faults: Faults = [];
  const warnings: Faults = [];
  const document = readDocument(text, source, faults);
  if (document.value === undefined) throw invalid(source.fileName, faults);
  const value = withoutLegacyRules(document.value, (path) => document.place(path), warnings);
  const parsed = settingsSchema.safeParse(value);
  if (!parsed.success) faults.push(...describeIssues(parsed.error.issues, { ...document, value }));
  if (!parsed.success) throw invalid(source.fileName, faults);
  const providers = parsed.data.providers.map((provider, index) => readProvider(provider, index, document, faults));
  if (faults.length > 0) throw invalid(source.fileName, faults);
  const known = providers.flatMap((provider) => provider ?? []);
  return freeze({ ...defaultConfig, ...source.fallback, ...toConfig(parsed.data), providers: known, warnings });
}

function invalid(fileName: string, found: readonly string[]): ConfigError {
  const faults = found.toSorted((a, b) => a.localeCompare(b, 'en', { numeric: true }));
  return new ConfigError('config_invalid', `${fileName}: ${faults.join('; ')}`, {
    context: { subject: fileName, faults },
  });
}

function toConfig(settings: Settings): Omit<Config, Given> & Partial<Pick<Config, 'language' | 'timezone'>> {
  const { mode, language, timezone, holidays, defaults, rules, access, digests, prices } = settings;
  return {
    mode,
    ...(language === undefined ? {} : { language }),
    ...(timezone === undefined ? {} : { timezone }),
    holidays: holidays.map(readHoliday),
    access,
    digests,
    prices,
    defaults: { manage: defaults.manage, idleAfterMs: defaults.idle_after },
    rules: rules.map(readRule),
  };
}

function readProvider(
  settings: ProviderSettings,
  index: number,
  document: SettingsDocument,
  faults: Faults,
): ProviderConfig | undefined {
  const { region } = settings;
  const apiUrl = settings.api_url === undefined ? {} : { apiUrl: settings.api_url };
  if (settings.type === 'scalingo') {
    const authUrl = settings.auth_url === undefined ? {} : { authUrl: settings.auth_url };
    return { type: settings.type, region, token: settings.token, ...apiUrl, ...authUrl };
  }
  const credentials = readCredentials(settings);
  if (typeof credentials === 'string') {
    faults.push(`${document.place(['providers', index])}: ${credentials}`);
    return undefined;
  }
  const owner = settings.owner === undefined ? {} : { owner: settings.owner };
  return { type: settings.type, region, credentials, ...owner, ...apiUrl };
}

/** An API token, or the four keys of OAuth; a text says what is missing. */
function readCredentials(
  settings: Extract<ProviderSettings, { type: 'clever-cloud' }>,
): CleverCloudCredentials | string {
  const { token, consumer_key, consumer_secret, oauth_token, oauth_secret } = settings;
  const oauth = { consumer_key, consumer_secret, oauth_token, oauth_secret };
  const given = Object.values(oauth).filter((value) => value !== undefined);
  if (token !== undefined && given.length > 0) return 'token and the keys of OAuth exclude each other: keep one way';
  if (token !== undefined) return { kind: 'api_token', token };
  if (
    consumer_key === undefined ||
    consumer_secret === undefined ||
    oauth_token === undefined ||
    oauth_secret === undefined
  ) {
    const missing = Object.entries(oauth).flatMap(([key, value]) => (value === undefined ? [key] : []));
    return given.length === 0 ? 'token is missing' : `${missing.join(', ')} missing beside the other keys of OAuth`;
  }
  return {
    kind: 'oauth',
    consumerKey: consumer_key,
    consumerSecret: consumer_secret,
    token: oauth_token,
    secret: oauth_secret,
  };
}

function readHoliday(text: string): HolidayConfig {
  if (text === 'FR') return { kind: 'country', country: text };
  return /^\d{4}-\d{2}-\d{2}$/.test(text) ? { kind: 'date', date: text } : { kind: 'calendar', path: text, days: [] };
}

function readRule(rule: RuleSettings): RuleConfig {
  const { idle_after, wake_at_start, ready, wake_access, sleep_access, ...same } = rule;
  return {
    ...same,
    ...(idle_after === undefined ? {} : { idleAfterMs: idle_after }),
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
