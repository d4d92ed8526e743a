import { isPaastisError } from '../../errors.ts';
import { formatDuration, formatInstant } from '../../i18n/format.ts';
import { printRegion } from '../../model/region.ts';
import type { Provider, ProviderHealth } from '../../providers/provider.ts';
import { type Check, checkOf, type Finding } from '../report/doctor-report.ts';
import { errorReport } from '../report/error-report.ts';
import type { CommandContext } from '../spec.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 24 * 60 * MINUTE_MS;

/** A token is renewed by a person: two weeks outlast a holiday, two days do not outlast a weekend. */
const EXPIRY_WARNING_MS = 14 * DAY_MS;
const EXPIRY_FAILURE_MS = 2 * DAY_MS;

/** Signed requests and idle clocks bear half a minute; vendors refuse signatures five minutes off. */
const SKEW_WARNING_MS = MINUTE_MS / 2;
const SKEW_FAILURE_MS = 5 * MINUTE_MS;

/** Less than this part of the minute left: a person's command may have to wait. */
const BUDGET_LEFT = 0.2;

/** A region that answers later counts as failing; the others are told meanwhile. */
export const PATIENCE_MS = 30_000;

/** Names in a sentence: more are not read. */
const NAMED = 5;

/** How one region's credentials and account stand; a region that cannot be asked is one failing check. */
export async function providerChecks(provider: Provider, context: CommandContext): Promise<readonly Check[]> {
  const subject = printRegion(provider.region);
  const limit = context.clock.timeout(PATIENCE_MS);
  const { signal: own } = context.requester;
  const signal = own === undefined ? limit.signal : AbortSignal.any([limit.signal, own]);
  try {
    const [health, isKnown] = await Promise.all([
      provider.getHealth({ priority: 'person', signal }),
      createKnownCheck(provider, context),
    ]);
    const { withoutRight, ...rest } = health;
    const known = withoutRight && { withoutRight: withoutRight.filter(({ id }) => isKnown(id)) };
    return healthFindings(subject, { ...rest, ...known }, context).map((finding) =>
      checkOf(finding, context.translate),
    );
  } catch (error) {
    if (limit.signal.aborted) return [checkOf(slow(subject), context.translate)];
    if (!isPaastisError(error)) throw error;
    return [failedCheck(subject, error, context)];
  } finally {
    limit.cancel();
  }
}

/** The vendor tells of every app that the account sees. */
async function createKnownCheck({ region }: Provider, context: CommandContext): Promise<(id: string) => boolean> {
  if (context.scoped !== true) return () => true;
  const listing = await context.directory.list({
    region,
    priority: 'person',
    maxAgeMs: MINUTE_MS,
    patienceMs: PATIENCE_MS,
  });
  const ids = new Set(listing.apps.map(({ id }) => id));
  return (id) => ids.has(id);
}

/** A region that could not be read, with the remedy of its error. */
export function failedCheck(subject: string, error: unknown, { translate }: CommandContext): Check {
  const { message, remedy } = errorReport(error, translate);
  return { part: 'credentials', status: 'failure', subject, sentence: message, remedy };
}

function slow(subject: string): Finding {
  const part = 'credentials';
  return { part, status: 'failure', subject, text: 'doctor.region.slow', remedy: 'doctor.region.slow.remedy' };
}

function healthFindings(subject: string, health: ProviderHealth, context: CommandContext): readonly Finding[] {
  return [
    {
      part: 'credentials',
      status: 'ok',
      subject,
      text: 'doctor.credentials.ok',
      values: { account: health.account.name },
    },
    expiry(subject, health, context),
    ...skew(subject, health, context),
    ...budget(subject, health),
    rights(subject, health),
  ];
}

function expiry(subject: string, { tokenExpiresAt }: ProviderHealth, context: CommandContext): Finding {
  const { clock, config, translate } = context;
  const part = 'token';
  if (tokenExpiresAt === undefined) return { part, status: 'ok', subject, text: 'doctor.token.untold' };
  const now = clock.now();
  const leftMs = Date.parse(tokenExpiresAt) - now.getTime();
  const values = {
    at: formatInstant(tokenExpiresAt, { translate, timezone: config.timezone, now }),
    duration: formatDuration(leftMs, translate),
  };
  const remedy = 'doctor.token.remedy';
  if (leftMs <= 0) return { part, status: 'failure', subject, text: 'doctor.token.expired', remedy, values };
  if (leftMs >= EXPIRY_WARNING_MS) return { part, status: 'ok', subject, text: 'doctor.token.valid', values };
  const status = leftMs < EXPIRY_FAILURE_MS ? 'failure' : 'warning';
  return { part, status, subject, text: 'doctor.token.soon', remedy, values };
}

function skew(subject: string, { skewMs }: ProviderHealth, { translate }: CommandContext): readonly Finding[] {
  if (skewMs === undefined) return [];
  const part = 'clock';
  const offMs = Math.abs(skewMs);
  const values = { duration: formatDuration(offMs, translate) };
  if (offMs <= SKEW_WARNING_MS) return [{ part, status: 'ok', subject, text: 'doctor.clock.ok' }];
  const status = offMs > SKEW_FAILURE_MS ? 'failure' : 'warning';
  const text = skewMs > 0 ? 'doctor.clock.behind' : 'doctor.clock.ahead';
  return [{ part, status, subject, text, remedy: 'doctor.clock.remedy', values }];
}

function budget(subject: string, { budget: left }: ProviderHealth): readonly Finding[] {
  if (left === undefined) return [];
  const values = { left: left.left, total: left.perMinute };
  const part = 'budget';
  if (left.left >= left.perMinute * BUDGET_LEFT)
    return [{ part, status: 'ok', subject, text: 'doctor.budget.ok', values }];
  return [{ part, status: 'warning', subject, text: 'doctor.budget.low', remedy: 'doctor.budget.remedy', values }];
}

function rights(subject: string, { withoutRight }: ProviderHealth): Finding {
  const part = 'rights';
  if (withoutRight === undefined) return { part, status: 'unknown', subject, text: 'doctor.rights.untold' };
  if (withoutRight.length === 0) return { part, status: 'ok', subject, text: 'doctor.rights.ok' };
  const values = { count: withoutRight.length, names: nameSome(withoutRight.map(({ name }) => name)) };
  return { part, status: 'failure', subject, text: 'doctor.rights.missing', remedy: 'doctor.rights.remedy', values };
}

/** `a, b, c…` */
export function nameSome(names: readonly string[]): string {
  const some = names.slice(0, NAMED).join(', ');
  return names.length > NAMED ? `${some}…` : some;
}
