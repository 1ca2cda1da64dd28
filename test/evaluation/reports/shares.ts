/** The standard error of a share of so many. */
export function monteCarlo(share: number, runs: number): number {
  return Math.sqrt((share * (1 - share)) / runs);
}

export function percent(share: number): string {
  return `${(100 * share).toFixed(1)} %`;
}
