/** It brings no types: https://github.com/vega/vega/tree/main/packages/vega-statistics#cumulativeNormal */
declare module 'vega-statistics' {
  /** The share of a normal distribution below `value`; left out, its mean is 0 and its deviation 1. */
  export function cumulativeNormal(value: number, mean?: number, stdev?: number): number;
  /** The value below which that share of a normal distribution lies. */
  export function quantileNormal(share: number, mean?: number, stdev?: number): number;
}
