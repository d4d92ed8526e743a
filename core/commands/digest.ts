import { UserError } from '../errors.ts';
import { requireAccess } from './access.ts';
import { buildDigest } from './digest/content.ts';
import { lastDigestAt } from './digest/mark.ts';
import { scheduleDigest, unscheduleDigest } from './digest/schedule.ts';
import { digestReport } from './report/digest-text.ts';
import type { Report } from './report/report.ts';
import type { CommandContext, CommandSpec, ParsedCommand } from './spec.ts';

export const digestCommand: CommandSpec = {
  name: 'digest',
  usage: 'digest [here <schedule> | off]',
  example: 'digest here Mon-Fri 09:00',
  words: { kind: 'schedule', least: 0, most: 20 },
  options: ['json'],
  changes: false,
  run: runDigest,
};

const DAY_MS = 24 * 3_600_000;

/** A digest asked for tells of the last day, or since the channel's last one; of no more than a week. */
const LONGEST_MS = 7 * DAY_MS;

/** What there is to say now, or when it is to be said in this channel. */
async function runDigest(command: ParsedCommand, context: CommandContext): Promise<Report> {
  const [verb, ...rest] = command.words;
  if (verb === undefined) return digestNow(context);
  if (verb.toLowerCase() === 'off' && rest.length === 0) {
    requireAccess('schedule', context);
    return { kind: 'digest_schedule', ...(await unscheduleDigest(context)) };
  }
  if (verb.toLowerCase() === 'here' && rest.length > 0) {
    requireAccess('schedule', context);
    return { kind: 'digest_schedule', ...(await scheduleDigest(rest, context)) };
  }
  throw new UserError('command_invalid', 'Not a use of digest', {
    context: { subject: ['digest', ...command.words].join(' '), reason: 'digest_words' },
  });
}

async function digestNow(context: CommandContext): Promise<Report> {
  const { clock, channel, config, store, translate } = context;
  const now = clock.now();
  const lastMs = channel === undefined ? undefined : await lastDigestAt(store, channel);
  const sinceMs = Math.max(lastMs?.getTime() ?? now.getTime() - DAY_MS, now.getTime() - LONGEST_MS);
  const since = new Date(Math.min(sinceMs, now.getTime()));
  const digest = await buildDigest(context, { since, until: now, priority: 'person' });
  return { kind: 'digest', ...digestReport(digest, { translate, timezone: config.timezone, now }) };
}
