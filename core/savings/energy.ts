import type { SizeFacts } from '../providers/provider.ts';
import type { Coefficients, Grid, Scenario } from './coefficients.ts';
import type { Range } from './range.ts';
import type { Method } from './report.ts';

const MS_PER_HOUR = 3_600_000;

const W_PER_KW = 1_000;

/** Watts of the machine for one container that runs and serves nobody. */
export function powerOf({ memoryGb, vcpus }: SizeFacts, scenario: Scenario): number {
  const { gbPerVcpu, u, pMin, pMax, countIdle, pRam, other } = scenario;
  const cpu = (vcpus ?? memoryGb / gbPerVcpu) * (countIdle * pMin + u * (pMax - pMin));
  return (cpu + memoryGb * pRam) * (1 + other);
}

/** Where a region stands, for estimates. */
export interface Site {
  /** Name of its grid in the coefficients: `FR`. */
  readonly gridName: string;
  readonly grid: Grid;
  /** Electricity of the site to that of its machines. */
  readonly pue: Range;
  /** Nothing is known of the site itself: the scenarios' own. */
  readonly genericPue: boolean;
}

const nowhere: Grid = { low: 0, central: 0, high: 0, year: 0 };

/** @param region as printed: `scalingo/osc-fr1`; both vendors are European, so an unknown region counts as Europe */
export function siteOf(region: string, coefficients: Coefficients): Site {
  const known = coefficients.regions[region];
  const gridName = known?.grid ?? 'default_eu';
  const { low, central, high } = coefficients.scenarios;
  return {
    gridName,
    grid: coefficients.grid[gridName] ?? coefficients.grid.default_world ?? nowhere,
    pue: known?.pue ?? { low: low.pue, central: central.pue, high: high.pue },
    genericPue: known?.pue === undefined,
  };
}

/** Electricity that one container spares by not running, in kWh. */
export function energyKwh(size: SizeFacts, ms: number, site: Site, coefficients: Coefficients): Range {
  const spared = (name: keyof Range) => {
    const scenario = coefficients.scenarios[name];
    return ((powerOf(size, scenario) * site.pue[name] * scenario.kappa) / W_PER_KW) * (ms / MS_PER_HOUR);
  };
  return { low: spared('low'), central: spared('central'), high: spared('high') };
}

/** Emissions of that electricity, in g CO2e. */
export function co2eG(kwh: Range, { grid }: Pick<Site, 'grid'>): Range {
  return { low: kwh.low * grid.low, central: kwh.central * grid.central, high: kwh.high * grid.high };
}

/** Share of making the server that is freed for others, in g CO2e; never added to that of the electricity. */
export function embodiedG({ memoryGb }: SizeFacts, ms: number, { embodied }: Coefficients): Range {
  const central = embodied.gPerGbHour * memoryGb * (ms / MS_PER_HOUR);
  return { low: central / embodied.rangeFactor, central, high: central * embodied.rangeFactor };
}

/** What the estimates of these regions are made with, to be told beside them. */
export function describeMethod(regions: readonly string[], coefficients: Coefficients): Method {
  const sites = [...new Set(regions)].toSorted().map((region) => ({ region, ...siteOf(region, coefficients) }));
  const { low, central, high } = coefficients.scenarios;
  const grids = new Map(sites.map(({ gridName, grid: { year, ...gPerKwh } }) => [gridName, { gPerKwh, year }]));
  return {
    coefficients: coefficients.version,
    grids: [...grids].map(([name, grid]) => ({ name, ...grid })),
    pues: sites.map(({ region, pue, genericPue }) => ({ region, pue, generic: genericPue })),
    kappa: { low: low.kappa, central: central.kappa, high: high.kappa },
    unknownRegions: sites.flatMap(({ region }) => (coefficients.regions[region] === undefined ? [region] : [])),
  };
}
