import { formatAmount, formatDay } from '../../i18n/format.ts';
import type { Range } from '../../savings/range.ts';
import type { Method, Savings, SavingsReport } from '../../savings/report.ts';
import type { Reader } from './event-text.ts';

/** Everything somebody needs to doubt the figures with good reason. */
export function methodLines(savings: SavingsReport, reader: Reader): readonly string[] {
  const { translate } = reader;
  const real = savings.apps.length > 0;
  const shown = real ? savings : savings.wouldBe;
  return [
    baselineLine(savings, shown, reader),
    priceLine(shown, reader),
    ...gapLines(shown, reader),
    ...openLines(shown, real ? 'open' : 'open_would_be', reader),
    energyLine(savings.method, reader),
    ...savings.method.unknownRegions.map((region) => translate('savings.method.unknown_region', { region })),
    translate('savings.method.not_saved'),
  ];
}

function baselineLine({ from, until }: SavingsReport, { apps, baselines }: Savings, reader: Reader): string {
  const { translate } = reader;
  const compared = baselines.map((each) =>
    translate('savings.method.baseline', {
      baseline: translate(`savings.baseline.${each.baseline}`),
      count: each.apps,
    }),
  );
  const period = { from: formatDay(from, reader), until: formatDay(until, reader) };
  return translate('savings.method.compared', { ...period, baselines: compared.join(', '), count: apps.length });
}

function priceLine({ priceSources, oldestPriceAt }: Savings, reader: Reader): string {
  const { translate } = reader;
  const sources = (['settings', 'provider', 'list'] as const)
    .filter((source) => priceSources[source] > 0)
    .map((source) => translate(`savings.price.${source}`, { count: priceSources[source] }));
  if (sources.length === 0 || oldestPriceAt === undefined) return translate('savings.method.no_price');
  return translate('savings.method.prices', { sources: sources.join(', '), at: formatDay(oldestPriceAt, reader) });
}

/** What is in no sum, and how far off the sums may be. */
function gapLines({ totals }: Savings, { translate }: Reader): readonly string[] {
  const { unpricedContainerHours, unmeasuredContainerHours, uncertaintyHours } = totals;
  const amount = (hours: number) => formatAmount(hours, translate, hours < 10 ? 1 : 0);
  return [
    ...(unpricedContainerHours > 0
      ? [translate('savings.method.unpriced', { hours: amount(unpricedContainerHours) })]
      : []),
    ...(unmeasuredContainerHours > 0
      ? [translate('savings.method.unmeasured', { hours: amount(unmeasuredContainerHours) })]
      : []),
    ...(uncertaintyHours > 0 ? [translate('savings.method.uncertain', { hours: amount(uncertaintyHours) })] : []),
  ];
}

/** Sleeps that still go on. */
function openLines({ apps }: Savings, kind: 'open' | 'open_would_be', { translate }: Reader): readonly string[] {
  const count = apps.filter(({ asleepNow }) => asleepNow).length;
  return count === 0 ? [] : [translate(`savings.method.${kind}`, { count })];
}

function energyLine({ coefficients, grids, pues, kappa }: Method, { translate }: Reader): string {
  const range = ({ low, central, high }: Range) =>
    translate('range.plain', {
      central: formatAmount(central, translate),
      low: formatAmount(low, translate),
      high: formatAmount(high, translate),
    });
  const grid = grids.map(({ name, year, gPerKwh }) =>
    translate('savings.method.grid', { name, year, range: range(gPerKwh) }),
  );
  const alike = Map.groupBy(pues, ({ pue, generic }) => `${generic} ${range(pue)}`);
  const pue = [...alike.values()].flatMap(([first]) =>
    first === undefined
      ? []
      : [
          translate(first.generic ? 'savings.method.pue_generic' : 'savings.method.pue', {
            range: range(first.pue),
            region: first.region,
          }),
        ],
  );
  const values = { grids: grid.join(', '), pues: pue.join(', '), kappa: range(kappa), version: coefficients };
  return translate('savings.method.energy', values);
}
