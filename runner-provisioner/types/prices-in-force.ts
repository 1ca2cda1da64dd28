import type { Disk, Instant } from '../machine/machine.ts';
import type { Gp3Prices, PriceList } from './price-list.ts';

const DAY_MS = 86_400_000;
/** A price that is older says nothing of today. */
export const BELIEVED_MS = 30 * DAY_MS;

/** What machines on demand and their disks cost now; null: not known. */
export type PricesInForce = {
  readonly onDemand: (type: string) => number | null;
  readonly disk: (size: Pick<Disk, 'gib' | 'iops' | 'mibps'>) => Disk['usdHour'];
};

/** By one list; one that is a month old, or from a day to come, says nothing. */
export function pricesInForce(
  list: PriceList | null,
  { now, discount }: { readonly now: Instant; readonly discount: number },
): PricesInForce {
  const isBelieved = list !== null && isFresh(list, now, BELIEVED_MS);
  if (!isBelieved) return { onDemand: () => null, disk: () => UNKNOWN };
  const paid = (usd: number | null): number | null => (usd === null ? null : usd * discount);
  return {
    onDemand: (type) =>
      paid(Object.hasOwn(list.onDemand, type) ? (list.onDemand[type] ?? null) : null),
    disk: ({ gib, iops, mibps }) => {
      const { gibMonth, iopsMonth, mibpsMonth } = list.gp3;
      return {
        size: paid(hourly(gibMonth, gib)),
        iops: paid(hourly(iopsMonth, iops - GP3.iops)),
        throughput: paid(hourly(mibpsMonth, mibps - GP3.mibps)),
      };
    },
  };
}

export function isFresh({ at }: Pick<PriceList, 'at'>, now: Instant, ms: number): boolean {
  return now - at < ms && at - now < DAY_MS;
}

const UNKNOWN: Disk['usdHour'] = { size: null, iops: null, throughput: null };

/** What every disk has, and nobody pays for: https://docs.aws.amazon.com/ebs/latest/userguide/general-purpose.html#gp3-ebs-volume-type */
export const GP3 = { iops: 3000, mibps: 125 } as const;

/** A month is billed as thirty days: https://aws.amazon.com/ebs/pricing/ */
const MONTH_HOURS = 720;

function hourly(month: Gp3Prices[keyof Gp3Prices], units: number): number | null {
  if (units <= 0) return 0;
  return month === null ? null : (month * units) / MONTH_HOURS;
}
