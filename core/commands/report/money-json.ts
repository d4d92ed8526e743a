import type { Range } from '../../savings/range.ts';
import type { AppSavings, Bucket, Method, Savings, Totals } from '../../savings/report.ts';
import type { DigestAction, DigestContent, DigestFailure, IdleApp, Orphan, WouldBe } from './digest-report.ts';
import type { Check } from './doctor-report.ts';
import type { Json } from './json-parts.ts';
import type { SavingsAnswerReport } from './savings-report.ts';

/** Nothing is rounded: programs add up. */
export function savingsJson({ period, savings }: SavingsAnswerReport): Json {
  return {
    period,
    from: savings.from,
    until: savings.until,
    currency: savings.currency,
    bucket_unit: savings.bucketUnit,
    ...sumsJson(savings),
    would_be: sumsJson(savings.wouldBe),
    method: methodJson(savings.method),
  };
}

function sumsJson(savings: Savings): Json {
  return {
    totals: totalsJson(savings.totals),
    saved_share: savings.savedShare ?? null,
    baselines: savings.baselines,
    price_sources: savings.priceSources,
    oldest_price_at: savings.oldestPriceAt ?? null,
    apps: savings.apps.map(appJson),
    buckets: savings.buckets.map(bucketJson),
  };
}

function totalsJson(totals: Totals): Json {
  return {
    intervals: totals.intervals,
    asleep_hours: totals.asleepHours,
    saved_hours: totals.savedHours,
    gross_eur: totals.grossEur,
    net_eur: totals.netEur,
    energy_kwh: rangeJson(totals.energyKwh),
    co2e_g: rangeJson(totals.co2eG),
    embodied_g: rangeJson(totals.embodiedG),
    unpriced_container_hours: totals.unpricedContainerHours,
    unmeasured_container_hours: totals.unmeasuredContainerHours,
    uncertainty_hours: totals.uncertaintyHours,
  };
}

function appJson(app: AppSavings): Json {
  return {
    ref: app.ref,
    name: app.name,
    provider: app.provider,
    region: app.region,
    baseline: app.baseline,
    asleep_now: app.asleepNow,
    ...totalsJson(app),
    running_hours: app.runningHours ?? null,
    running_eur: app.runningEur ?? null,
    saved_share: app.savedShare ?? null,
    price_source: app.priceSource ?? null,
  };
}

function bucketJson({ from, until, asleepHours, netEur }: Bucket): Json {
  return { from, until, asleep_hours: asleepHours, net_eur: netEur };
}

function methodJson({ coefficients, grids, pues, kappa, unknownRegions }: Method): Json {
  return {
    coefficients,
    grids: grids.map(({ name, year, gPerKwh }) => ({ name, year, g_per_kwh: rangeJson(gPerKwh) })),
    pues: pues.map(({ region, pue, generic }) => ({ region, generic, pue: rangeJson(pue) })),
    kappa: rangeJson(kappa),
    unknown_regions: unknownRegions,
  };
}

function rangeJson({ low, central, high }: Range): Json {
  return { low, central, high };
}

export function digestJson({ digest }: { readonly digest: DigestContent }): Json {
  return {
    since: digest.since,
    until: digest.until,
    mode: digest.mode,
    empty: digest.empty,
    idle: digest.idle.map(idleJson),
    slept: digest.slept.map(actionJson),
    woken: digest.woken.map(actionJson),
    kept: digest.kept.map(({ ref, name, until, actor }) => ({ ref, name, until, actor })),
    saved:
      digest.saved === undefined
        ? null
        : { asleep_hours: digest.saved.asleepHours, eur: digest.saved.eur, list_price: digest.saved.listPrice },
    would_be: digest.wouldBe === undefined ? null : wouldBeJson(digest.wouldBe),
    orphans: digest.orphans.map(orphanJson),
    failures: digest.failures.map(failureJson),
    ending_tokens: digest.endingTokens.map(({ region, endsAt }) => ({ region, ends_at: endsAt })),
    not_measurable: digest.notMeasurable,
    fights: digest.fights,
  };
}

function idleJson({ ref, name, idleSince, idleSeconds, pricePerHour, managed }: IdleApp): Json {
  return { ref, name, idle_since: idleSince, idle_seconds: idleSeconds, price_per_hour: pricePerHour ?? null, managed };
}

function actionJson({ ref, name, actor, at, times }: DigestAction): Json {
  return { ref, name, actor, at, times };
}

function wouldBeJson({ days, apps, asleepHours, eur, listPrice, enable }: WouldBe): Json {
  return { days, apps, asleep_hours: asleepHours, eur, list_price: listPrice, enable: enable ?? null };
}

function orphanJson(orphan: Orphan): Json {
  return {
    ref: orphan.ref,
    name: orphan.name,
    parent: orphan.parent,
    pull_request: orphan.pullRequest,
    status: orphan.status,
    closed_at: orphan.closedAt ?? null,
    deleted_at: orphan.deletedAt ?? null,
    price_per_hour: orphan.pricePerHour ?? null,
  };
}

function failureJson({ app, name, at, reason, times }: DigestFailure): Json {
  return { app: app?.ref ?? null, name, at, reason: reason ?? null, times };
}

export function checkJson({ part, status, subject, sentence, remedy }: Check): Json {
  return { part, status, subject: subject ?? null, sentence, remedy: remedy ?? null };
}
