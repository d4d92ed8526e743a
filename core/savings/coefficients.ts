import data from './coefficients.json' with { type: 'json' };
import type { Range } from './range.ts';

/** One coherent story about what a container that does not run spares; values of different ones do not mix. */
export interface Scenario {
  /** Memory per vCPU of the host: the CPU share of a size that is told by its memory only. */
  readonly gbPerVcpu: number;
  /** CPU use of an app that runs and serves nobody, 0 to 1. */
  readonly u: number;
  /** Watts per vCPU of the host, idle and at full load. */
  readonly pMin: number;
  readonly pMax: number;
  /** 1: the host's idle power is shared out to its containers; 0: it is not. */
  readonly countIdle: number;
  /** Watts per GB of memory. */
  readonly pRam: number;
  /** Disks, network, fans and power supply, relative to CPU and memory. */
  readonly other: number;
  /** Electricity of the site to that of its machines, where the site is not known better. */
  readonly pue: number;
  /** The part that the provider really stops spending, by packing containers on fewer hosts. An assumption. */
  readonly kappa: number;
}

/** g CO2e per kWh, location-based, and the year it is from. */
export interface Grid extends Range {
  readonly year: number;
}

/** What the estimates of energy and carbon are made from, by version: a report names the one it used. */
export interface Coefficients {
  readonly version: string;
  readonly scenarios: { readonly low: Scenario; readonly central: Scenario; readonly high: Scenario };
  readonly grid: Readonly<Record<string, Grid>>;
  readonly embodied: { readonly gPerGbHour: number; readonly rangeFactor: number };
  /** `scalingo/osc-fr1` to where it stands. */
  readonly regions: Readonly<Record<string, { readonly grid: string; readonly pue?: Range | undefined }>>;
}

export const defaultCoefficients: Coefficients = data;
