import { formatAmount, formatDay, formatDuration, formatEuros, formatInstant } from '../../i18n/format.ts';
import { actorText } from './actor-text.ts';
import type {
  AppName,
  DigestAction,
  DigestContent,
  DigestFailure,
  DigestReport,
  DigestSavings,
  DigestSection,
  IdleApp,
  KeptApp,
  Orphan,
  WouldBe,
} from './digest-report.ts';
import type { Reader } from './event-text.ts';
import { reasonText } from './reason-text.ts';

/** What is read in a minute; the rest is told by its number. */
const SHOWN = 10;

/** Names after an actor. */
const NAMED = 5;

const HOURS_PER_DAY = 24;

/** A digest in the reader's words. */
export function digestReport(digest: DigestContent, reader: Reader): DigestReport {
  const { translate } = reader;
  const values = { since: formatInstant(digest.since, reader), until: formatInstant(digest.until, reader) };
  const sections = digest.empty ? [] : sectionsOf(digest, reader);
  const told = sections.flatMap(({ heading, lines, code = [] }) => [heading, ...lines, ...code]);
  return {
    title: translate('digest.title', values),
    lines: digest.empty ? [translate('digest.empty', values)] : told,
    sections,
    digest,
    ...(digest.saved === undefined ? {} : { chart: chartOf(digest.saved, reader) }),
  };
}

function sectionsOf(digest: DigestContent, reader: Reader): readonly DigestSection[] {
  return [
    ...failureSection(digest.failures, reader),
    ...tokenSection(digest.endingTokens, reader),
    ...idleSection(digest.idle, reader),
    ...keptSection(digest.kept, reader),
    ...orphanSection(digest.orphans, reader),
    ...actionSection(digest.slept, 'digest.slept', reader),
    ...actionSection(digest.woken, 'digest.woken', reader),
    ...(digest.saved === undefined ? [] : [savedSection(digest.saved, reader)]),
    ...(digest.wouldBe === undefined ? [] : [wouldBeSection(digest.wouldBe, reader)]),
    ...fightSection(digest.fights, reader),
    ...notMeasurableSection(digest.notMeasurable, reader),
  ];
}

function idleSection(idle: readonly IdleApp[], { translate }: Reader): readonly DigestSection[] {
  if (idle.length === 0) return [];
  const perDay = sumPerDay(idle);
  const count = idle.length;
  const heading =
    perDay === undefined
      ? translate('digest.idle', { count })
      : translate('digest.idle_priced', { count, price: formatEuros(perDay, translate) });
  const lines = idle.map((app) => {
    const values = { app: app.name, duration: formatDuration(app.idleSeconds * 1_000, translate) };
    const line = `digest.idle_${app.managed ? 'managed' : 'unmanaged'}` as const;
    return withPrice(translate(line, values), app, translate);
  });
  return [{ kind: 'idle', heading, lines: cut(lines, translate) }];
}

function keptSection(kept: readonly KeptApp[], reader: Reader): readonly DigestSection[] {
  if (kept.length === 0) return [];
  const { translate } = reader;
  const lines = kept.map(({ name, until, actor }) => {
    const values = { app: name, until: formatInstant(until, reader), actor: actorText(actor, translate) };
    return translate('digest.kept_until', values);
  });
  return [{ kind: 'kept', heading: translate('digest.kept', { count: kept.length }), lines: cut(lines, translate) }];
}

function orphanSection(orphans: readonly Orphan[], reader: Reader): readonly DigestSection[] {
  if (orphans.length === 0) return [];
  const { translate } = reader;
  const lines = orphans.map((orphan) => {
    const { name, parent, pullRequest, status, closedAt, deletedAt } = orphan;
    const values = { app: name, parent, pullRequest, status: translate(`status.${status}`) };
    const sentence =
      closedAt === undefined
        ? translate('digest.orphan', values)
        : translate('digest.orphan_closed', { ...values, at: formatInstant(closedAt, reader) });
    const priced = withPrice(sentence, orphan, translate);
    return deletedAt === undefined
      ? priced
      : translate('digest.orphan_deleted', { orphan: priced, at: formatInstant(deletedAt, reader) });
  });
  const perDay = sumPerDay(orphans);
  const count = orphans.length;
  const heading =
    perDay === undefined
      ? translate('digest.orphans', { count })
      : translate('digest.orphans_priced', { count, price: formatEuros(perDay, translate) });
  return [{ kind: 'orphans', heading, lines: cut(lines, translate) }];
}

function actionSection(
  actions: readonly DigestAction[],
  heading: 'digest.slept' | 'digest.woken',
  { translate }: Reader,
): readonly DigestSection[] {
  if (actions.length === 0) return [];
  const groups = [...Map.groupBy(actions, ({ actor }) => actor)].toSorted(([, a], [, b]) => b.length - a.length);
  const lines = groups.map(([actor, group]) =>
    translate('digest.by', { actor: actorText(actor, translate), apps: names(group, translate) }),
  );
  const count = new Set(actions.map(({ ref }) => ref)).size;
  const kind = heading === 'digest.slept' ? 'slept' : 'woken';
  return [{ kind, heading: translate(heading, { count }), lines: cut(lines, translate) }];
}

function chartOf({ days }: DigestSavings, reader: Reader): NonNullable<DigestReport['chart']> {
  return days.map(({ from, asleepHours }) => ({ label: formatDay(from, reader), value: asleepHours }));
}

function savedSection({ asleepHours, eur, listPrice }: DigestSavings, { translate }: Reader): DigestSection {
  const values = { hours: formatAmount(asleepHours, translate, 0), euros: formatEuros(eur, translate) };
  return { kind: 'saved', heading: translate(listPrice ? 'digest.saved_list' : 'digest.saved', values), lines: [] };
}

function wouldBeSection(saved: WouldBe, { translate }: Reader): DigestSection {
  const { days, apps: count, enable } = saved;
  const values = {
    count,
    days: translate('unit.days', { count: days }),
    hours: formatAmount(saved.asleepHours, translate, 0),
    euros: formatEuros(saved.eur, translate),
  };
  const sentence = translate(saved.listPrice ? 'digest.would_be_list' : 'digest.would_be', values);
  const how = translate(enable === undefined ? 'digest.would_be_wait' : 'digest.would_be_enable');
  return {
    kind: 'would_be',
    heading: translate('digest.would_be_heading'),
    lines: [sentence, how],
    ...(enable === undefined ? {} : { code: enable }),
  };
}

function tokenSection(tokens: DigestContent['endingTokens'], reader: Reader): readonly DigestSection[] {
  if (tokens.length === 0) return [];
  const { translate } = reader;
  const lines = tokens.map(({ region, endsAt }) =>
    translate('digest.token', { region, at: formatInstant(endsAt, reader) }),
  );
  return [{ kind: 'tokens', heading: translate('digest.tokens', { count: tokens.length }), lines }];
}

function failureSection(failures: readonly DigestFailure[], reader: Reader): readonly DigestSection[] {
  if (failures.length === 0) return [];
  const { translate } = reader;
  const lines = failures.map(({ app, name, at, reason, times }) => {
    const values = { app: app?.name ?? reason ?? '', at: formatInstant(at, reader), count: times };
    const sentence = translate(`digest.failure.${name}`, values);
    return app === undefined || reason === undefined
      ? sentence
      : translate('event.because', { sentence, reason: reasonText(reason, translate) });
  });
  return [
    {
      kind: 'failures',
      heading: translate('digest.failures', { count: failures.length }),
      lines: cut(lines, translate),
    },
  ];
}

function fightSection(fights: DigestContent['fights'], { translate }: Reader): readonly DigestSection[] {
  if (fights.length === 0) return [];
  const lines = fights.map(({ name, times }) => translate('digest.fight', { app: name, count: times }));
  return [
    { kind: 'fights', heading: translate('digest.fights', { count: fights.length }), lines: cut(lines, translate) },
  ];
}

function notMeasurableSection(apps: readonly AppName[], { translate }: Reader): readonly DigestSection[] {
  if (apps.length === 0) return [];
  const heading = translate('digest.not_measurable', { count: apps.length });
  return [{ kind: 'not_measurable', heading, lines: [names(apps, translate)] }];
}

function withPrice(
  sentence: string,
  { pricePerHour }: { readonly pricePerHour?: number },
  translate: Reader['translate'],
): string {
  if (pricePerHour === undefined) return sentence;
  return translate('digest.priced', { sentence, price: formatEuros(pricePerHour * HOURS_PER_DAY, translate) });
}

function sumPerDay(apps: readonly { readonly pricePerHour?: number }[]): number | undefined {
  const priced = apps.flatMap(({ pricePerHour }) => pricePerHour ?? []);
  return priced.length === 0 ? undefined : priced.reduce((sum, each) => sum + each, 0) * HOURS_PER_DAY;
}

function names(apps: readonly AppName[], translate: Reader['translate']): string {
  const some = apps.slice(0, NAMED).map(({ name }) => name);
  const rest = apps.length - some.length;
  return rest === 0 ? some.join(', ') : `${some.join(', ')} ${translate('digest.more', { count: rest })}`;
}

function cut(lines: readonly string[], translate: Reader['translate']): readonly string[] {
  if (lines.length <= SHOWN) return lines;
  return [...lines.slice(0, SHOWN), translate('digest.more', { count: lines.length - SHOWN })];
}
