import { groupRegionOf } from './group-region-of.ts';
import { isWithin } from './is-within.ts';
import type { Instant, FamilyPool, MachineRequest, Market, Rung } from './machine.ts';

/** Types that fit a request: the region to be preferred first, and in each the type to be preferred. */
export type Candidate = {
  readonly region: string;
  readonly type: string;
  readonly zones: readonly string[];
  /** Types that share a quota: `G and VT`, `P`, `standard`. */
  readonly family: string;
  /** US dollars an hour; null: not known. */
  readonly usdHour: { readonly onDemand: number | null; readonly spot: number | null };
};

/** Where there was no room lately; left alone until then. */
export type Closed = {
  isClosed(pool: FamilyPool, now: Instant): boolean;
};

type Asked = Pick<MachineRequest, 'spot' | 'maxPrice' | 'reservation'> & {
  /** The reservation is a Capacity Block, and there is no other place for the step. */
  readonly onlyReserved?: true;
};

type View = {
  readonly closed: Closed;
  readonly now: Instant;
  /** False: it was taken away often enough. */
  readonly mayBeSpot: boolean;
};

/**
 * The rungs of a hunt, in order: the reservation that is asked for, wherever it may be; then in the first region spot over all types and zones, then the preferred type on demand in
 * all zones, then all types on demand; then the same in the next region. Rungs whose pools are all closed are left out; an
 * empty ladder is one that has to wait. What costs more than `max-price` is not asked for.
 */
export function ladderFor(
  asked: Asked,
  candidates: readonly Candidate[],
  view: View,
): readonly Rung[] {
  const byRegion = Map.groupBy(candidates, ({ region }) => region);
  const markets = marketsOf(asked, candidates, view);
  const first = reserved(asked, byRegion, view);
  if (asked.onlyReserved === true) return first;
  return [
    ...first,
    ...[...byRegion].flatMap(([region, those]) =>
      rungsIn(region, those, { ...asked, ...view, markets }),
    ),
  ];
}

/** Nobody knows beforehand which type and zone a reservation is for: all that fit are asked for in it. */
function reserved(
  { reservation, maxPrice }: Asked,
  byRegion: ReadonlyMap<string, readonly Candidate[]>,
  view: View,
): readonly Rung[] {
  if (reservation === undefined) return [];
  const only = groupRegionOf(reservation);
  return [...byRegion].flatMap(([region, those]) => {
    const within = those.filter(({ usdHour }) => isWithin(maxPrice, usdHour.onDemand));
    const pools = open(within, 'on-demand', { ...view, reservation });
    const isThere = pools.length > 0 && (only === null || only === region);
    return isThere ? [{ region, market: 'on-demand' as const, reservation, pools }] : [];
  });
}

/** Spot that was taken away often is left, but for who can pay nothing else. */
function marketsOf(
  { spot, maxPrice }: Asked,
  candidates: readonly Candidate[],
  { mayBeSpot }: Pick<View, 'mayBeSpot'>,
): readonly Market[] {
  if (spot === 'require') return ['spot'];
  if (spot === 'never') return ['on-demand'];
  const isAffordable = candidates.some(({ usdHour }) => isWithin(maxPrice, usdHour.onDemand));
  return mayBeSpot || !isAffordable ? ['spot', 'on-demand'] : ['on-demand'];
}

function rungsIn(
  region: string,
  candidates: readonly Candidate[],
  { markets, maxPrice, closed, now }: Asked & View & { readonly markets: readonly Market[] },
): readonly Rung[] {
  const within = (market: Market) =>
    candidates.filter(({ usdHour }) =>
      isWithin(maxPrice, market === 'spot' ? usdHour.spot : usdHour.onDemand),
    );
  const asked = markets.flatMap((market): readonly (readonly [Market, readonly Candidate[]])[] => {
    const those = within(market);
    return market === 'spot'
      ? [[market, those]]
      : [
          [market, those.slice(0, 1)],
          [market, those],
        ];
  });
  const rungs = asked.map(([market, those]) => ({
    region,
    market,
    pools: open(those, market, { closed, now }),
  }));
  return rungs.filter(({ pools }, at) => pools.length > 0 && !isSame(rungs[at - 1], rungs[at]));
}

function open(
  candidates: readonly Candidate[],
  market: Market,
  { closed, now, reservation }: Pick<View, 'closed' | 'now'> & Pick<Rung, 'reservation'>,
): readonly FamilyPool[] {
  return candidates.flatMap(({ region, type, zones, family }) =>
    zones
      .map((zone) => ({
        region,
        type,
        zone,
        market,
        family,
        ...(reservation !== undefined && { reservation }),
      }))
      .filter((pool) => !closed.isClosed(pool, now)),
  );
}

/** One type alone is both "the preferred" and "all". */
function isSame(before: Rung | undefined, rung: Rung | undefined): boolean {
  return before?.market === rung?.market && before?.pools.length === rung?.pools.length;
}
