import type { Instant } from '../machine/machine.ts';

/** What AWS asks for in a region, in US dollars before any discount; what it does not name is not known, which is never 0. */
export type PriceList = {
  /** When it was read, or of which day it is. */
  readonly at: Instant;
  /** By type, an hour, Linux, shared tenancy. */
  readonly onDemand: Readonly<Record<string, number>>;
  readonly gp3: Gp3Prices;
};

/** Of a disk, a month. */
export type Gp3Prices = {
  readonly gibMonth: number | null;
  /** Of one a second beyond those that each disk has. */
  readonly iopsMonth: number | null;
  /** Of one MiB/s beyond those that each disk has. */
  readonly mibpsMonth: number | null;
};

/** What the operator's file says of prices. */
export type Pricing = {
  /** What is paid of a list price: 0.72 is 28 % off. */
  readonly discount: number;
  /** Lists that stand in the place of AWS's own, by region. */
  readonly lists: Readonly<Record<string, PriceList>>;
};

export const LIST_PRICES: Pricing = { discount: 1, lists: {} };
