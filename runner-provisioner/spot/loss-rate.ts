/** What was seen of spot machines, in a pool or in several: losses, and the hours that machines ran there. */
export type Exposure = { readonly losses: number; readonly hours: number };

/** Of one pool, and of all pools of its type in its region, this one among them. */
export type SeenLosses = { readonly pool: Exposure; readonly siblings: Exposure };

/** As if one loss had been seen: own counts decide soon, and the first loss of all does not decide alone. */
const PRIOR_LOSSES = 1;
const HALF_LIFE_DAYS = 14;

/**
 * Losses an hour of a running machine of a pool: own counts over those of its type in its region, and these over what
 * is known beforehand (each the mean of a Gamma distribution that what was seen has moved).
 */
export function lossRate({ pool, siblings }: SeenLosses, priorPerHour: number): number {
  const others = {
    losses: PRIOR_LOSSES + siblings.losses - pool.losses,
    hours: PRIOR_LOSSES / priorPerHour + siblings.hours - pool.hours,
  };
  const region = others.losses / others.hours;
  // However long other zones were quiet, what this one does is believed as soon as that of the first machines of all.
  const hours = Math.min(PRIOR_LOSSES / region, PRIOR_LOSSES / priorPerHour);
  return (region * hours + pool.losses) / (hours + pool.hours);
}

/** How much of what was seen so long ago still counts: half of the Spot Advisor's ranges change within a month. */
export function weightAfter(days: number): number {
  return 0.5 ** (Math.max(0, days) / HALF_LIFE_DAYS);
}
