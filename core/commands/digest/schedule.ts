import { askedBy } from '../../engine/operation.ts';
import { UserError } from '../../errors.ts';
import { formatInstant } from '../../i18n/format.ts';
import { nextTime, parseSchedule, type Schedule } from '../../policy/schedule.ts';
import type { DigestSchedule } from '../report/digest-report.ts';
import type { CommandContext } from '../spec.ts';

/** Enough to see whether it means what was meant. */
const SHOWN_TIMES = 3;

/** Sets the digest of the channel it was typed in. @throws {UserError} command_invalid */
export async function scheduleDigest(words: readonly string[], context: CommandContext): Promise<DigestSchedule> {
  const { translate, clock, config } = context;
  const channel = channelOf(context);
  const schedule = words.join(' ');
  const times = nextTimes(readSchedule(schedule), clock.now(), config.timezone);
  await remember(channel, schedule, context);
  const now = clock.now();
  const shown = times.map((at) => formatInstant(at.toISOString(), { translate, timezone: config.timezone, now }));
  return {
    title: translate('digest.scheduled', { schedule }),
    lines: [
      translate('digest.next', { times: shown.join(', '), timezone: config.timezone }),
      translate('digest.how_off'),
    ],
    channel,
    schedule,
    next: times.map((at) => at.toISOString()),
  };
}

/** @throws {UserError} command_invalid where there is no channel */
export async function unscheduleDigest(context: CommandContext): Promise<DigestSchedule> {
  const { translate } = context;
  const channel = channelOf(context);
  await remember(channel, undefined, context);
  return { title: translate('digest.off'), lines: [translate('digest.how_here')], channel, next: [] };
}

function channelOf({ channel }: CommandContext): string {
  if (channel !== undefined) return channel;
  throw new UserError('command_invalid', 'There is no channel here', {
    context: { subject: 'digest here', reason: 'no_channel' },
  });
}

function readSchedule(text: string): Schedule {
  try {
    return parseSchedule(text);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('command_invalid', `Not a schedule: ${text}`, {
      context: { subject: text, reason: 'invalid_schedule', detail: error.message },
      cause: error,
    });
  }
}

function nextTimes(schedule: Schedule, now: Date, timezone: string): readonly Date[] {
  const times: Date[] = [];
  while (times.length < SHOWN_TIMES) times.push(nextTime(schedule, times.at(-1) ?? now, timezone));
  return times;
}

async function remember(channel: string, schedule: string | undefined, context: CommandContext): Promise<void> {
  const { audit, clock, requester } = context;
  const at = clock.now().toISOString();
  const record = { v: 1, key: channel, actor: requester.actor, at, ...(schedule && { schedule }) } as const;
  const event = {
    name: 'digest_scheduled',
    ...askedBy(requester),
    channel,
    reason: schedule ?? 'digest_off',
    correlationId: audit.newCorrelationId(),
  } as const;
  await audit.keep([event], [{ put: 'channel', record }]);
}
