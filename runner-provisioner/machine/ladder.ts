import type { Instant, FamilyPool, MachineRequest, Market, Rung } from './machine.ts';

/** Types that fit a request: the region to be preferred first, and in each the type to be preferred. */
export type Candidate = {
  readonly region: string;
  readonly type: string;
  readonly zones: readonly string[];
  /** Types that share a quota: `G and VT`, `P`, `standard`. */
  readonly family: string;
};

/** Where there was no room lately; left alone until then. */
export type Closed = {
  isClosed(pool: FamilyPool, now: Instant): boolean;
};

type View = {
  readonly closed: Closed;
  readonly now: Instant;
  /** False: it was taken away often enough. */
  readonly mayBeSpot: boolean;
};

/**
 * The rungs of a hunt, in order: in the first region spot over all types and zones, then the preferred type on demand in
 * all zones, then all types on demand; then the same in the next region. Rungs whose pools are all closed are left out; an
 * empty ladder is one that has to wait.
 */
export function ladderFor(
  asked: Pick<MachineRequest, 'spot'>,
  candidates: readonly Candidate[],
  view: View,
): readonly Rung[] {
  const byRegion = Map.groupBy(candidates, ({ region }) => region);
  return [...byRegion].flatMap(([region, those]) => rungsIn(region, those, { ...asked, ...view }));
}

function rungsIn(
  region: string,
  candidates: readonly Candidate[],
  { spot, mayBeSpot, ...view }: View & Pick<MachineRequest, 'spot'>,
): readonly Rung[] {
  const isSpot = spot === 'require' || (spot === 'prefer' && mayBeSpot);
  const asked: readonly (readonly [Market, readonly Candidate[]])[] = [
    ...(isSpot ? [['spot', candidates] as const] : []),
    ...(spot === 'require'
      ? []
      : [['on-demand', candidates.slice(0, 1)] as const, ['on-demand', candidates] as const]),
  ];
  const rungs = asked.map(([market, those]) => ({
    region,
    market,
    pools: open(those, market, view),
  }));
  return rungs.filter(({ pools }, at) => pools.length > 0 && !isSame(rungs[at - 1], rungs[at]));
}

function open(
  candidates: readonly Candidate[],
  market: Market,
  { closed, now }: Pick<View, 'closed' | 'now'>,
): readonly FamilyPool[] {
  return candidates.flatMap(({ region, type, zones, family }) =>
    zones
      .map((zone) => ({ region, type, zone, market, family }))
      .filter((pool) => !closed.isClosed(pool, now)),
  );
}

/** One type alone is both "the preferred" and "all". */
function isSame(before: Rung | undefined, rung: Rung | undefined): boolean {
  return before?.market === rung?.market && before?.pools.length === rung?.pools.length;
}
