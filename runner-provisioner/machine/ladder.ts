import type { Instant, FamilyPool, MachineRequest, Market, Rung } from './machine.ts';

/** Types that fit a request, the one to be preferred first. */
export type Candidate = {
  readonly type: string;
  readonly zones: readonly string[];
  /** Types that share a quota: `G`, `P`, `standard`. */
  readonly family: string;
};

/** Where there was no room lately; left alone until then. */
export type Closed = {
  isClosed(pool: FamilyPool, now: Instant): boolean;
};

/**
 * The rungs of a hunt, in order: spot over all types and zones, then the preferred type on demand in all zones, then all
 * types on demand. Rungs whose pools are all closed are left out; an empty ladder is one that has to wait.
 */
export function ladderFor(
  { spot }: Pick<MachineRequest, 'spot'>,
  candidates: readonly Candidate[],
  {
    closed,
    now,
    mayBeSpot,
  }: {
    readonly closed: Closed;
    readonly now: Instant;
    /** False: it was taken away often enough. */
    readonly mayBeSpot: boolean;
  },
): readonly Rung[] {
  const [first] = candidates;
  if (first === undefined) return [];
  const asked: readonly (readonly [Market, readonly Candidate[]])[] = [
    ...(spot === 'never' || !(mayBeSpot || spot === 'require')
      ? []
      : [['spot', candidates] as const]),
    ...(spot === 'require'
      ? []
      : [['on-demand', [first]] as const, ['on-demand', candidates] as const]),
  ];
  const rungs = asked.map(([market, those]) => ({
    market,
    pools: open(those, market, { closed, now }),
  }));
  return rungs.filter(({ pools }, at) => pools.length > 0 && !isSame(rungs[at - 1], rungs[at]));
}

function open(
  candidates: readonly Candidate[],
  market: Market,
  { closed, now }: { readonly closed: Closed; readonly now: Instant },
): readonly FamilyPool[] {
  return candidates.flatMap(({ type, zones, family }) =>
    zones
      .map((zone) => ({ type, zone, market, family }))
      .filter((pool) => !closed.isClosed(pool, now)),
  );
}

/** One type alone is both "the preferred" and "all". */
function isSame(before: Rung | undefined, rung: Rung | undefined): boolean {
  return before?.market === rung?.market && before?.pools.length === rung?.pools.length;
}
