import type { Candidate } from '../spot/candidate.ts';
import { groupRegionOf } from './group-region-of.ts';
import type { PoolsChoice } from '../spot/choose-pools.ts';
import { isWithin } from '../spot/is-within.ts';
import type { Instant, FamilyPool, MachineRequest, Market, Rung } from './machine.ts';

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
  /** By region, which pools are better on spot; in those that are not there all are. */
  readonly choices: ReadonlyMap<string, PoolsChoice>;
};

/**
 * The rungs of a hunt, in order: the reservation that is asked for, wherever it may be; then in the first region spot in all
 * pools where it pays, then the preferred type on demand in all zones, then all types on demand, then the rest of spot, which
 * is better than no machine; then the same in the next region. Rungs whose pools are all closed are left out; an empty ladder
 * is one that has to wait. What costs more than `max-price` is not asked for.
 */
export function ladderFor(
  asked: Asked,
  candidates: readonly Candidate[],
  view: View,
): readonly Rung[] {
  const byRegion = Map.groupBy(candidates, ({ region }) => region);
  const first = reserved(asked, byRegion, view);
  if (asked.onlyReserved === true) return first;
  return [
    ...first,
    ...[...byRegion].flatMap(([region, those]) => {
      const choice = view.choices.get(region) ?? null;
      const mayBeSpot = view.mayBeSpot && choice?.best.why !== 'escalated';
      const markets = marketsOf(asked, candidates, { mayBeSpot });
      return rungsIn(region, those, { ...asked, ...view, markets, choice });
    }),
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
  {
    markets,
    maxPrice,
    closed,
    now,
    choice,
  }: Asked & View & { readonly markets: readonly Market[]; readonly choice: PoolsChoice | null },
): readonly Rung[] {
  const poolsOf = (market: Market, most = Infinity) =>
    open(
      candidates
        .filter(({ usdHour }) =>
          isWithin(maxPrice, market === 'spot' ? usdHour.spot : usdHour.onDemand),
        )
        .slice(0, most),
      market,
      { closed, now },
    );
  const onDemand: readonly (readonly FamilyPool[])[] = markets.includes('on-demand')
    ? [poolsOf('on-demand', 1), poolsOf('on-demand')]
    : [];
  const spot = markets.includes('spot') ? poolsOf('spot') : [];
  // Without anything else there is nothing to choose.
  const pays = onDemand.length === 0 || choice === null ? () => true : choice.pays;
  const [paying, others] = [spot.filter(pays), spot.filter((pool) => !pays(pool))];
  const rungs = [paying, ...onDemand, others].flatMap((pools) => {
    const [first] = pools;
    return first === undefined ? [] : [{ region, market: first.market, pools }];
  });
  return rungs.filter((rung, at) => !isSame(rungs[at - 1], rung));
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
function isSame(before: Rung | undefined, { market, pools }: Rung): boolean {
  const isOnDemand = market === 'on-demand' && before?.market === market;
  return isOnDemand && before.pools.length === pools.length;
}
