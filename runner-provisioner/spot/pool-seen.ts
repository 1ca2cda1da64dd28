import { weightAfter, type SeenLosses } from './loss-rate.ts';

/** A pool of spot machines. */
export type SpotPool = { readonly region: string; readonly type: string; readonly zone: string };

/** Milliseconds since 1970. */
type Instant = number;

/** What was seen of machines in it; each count as of `at`, before which half is forgotten every two weeks. */
export type PoolSeen = SpotPool & {
  readonly losses: number;
  readonly hours: number;
  readonly at: Instant;
  /** The last loss; null: none. */
  readonly lostAt: Instant | null;
};

/** What one machine adds. */
export type SpotUse = SpotPool & { readonly hours: number; readonly lostAt: Instant | null };

const DAY_MS = 24 * 3_600_000;
/** Machines of a pool that go together are one event: of V100 machines in 2023 92 % did (https://github.com/skypilot-org/spot-traces). */
const TOGETHER_MS = 180_000;

/** A pool after one more machine. */
export function withUse(seen: PoolSeen | null, use: SpotUse, now: Instant): PoolSeen {
  const { region, type, zone, hours, lostAt } = use;
  const before = seen ?? { losses: 0, hours: 0, at: now, lostAt: null };
  const weight = weightAfter((now - before.at) / DAY_MS);
  const isNew =
    lostAt !== null && (before.lostAt === null || Math.abs(lostAt - before.lostAt) > TOGETHER_MS);
  return {
    region,
    type,
    zone,
    losses: weight * before.losses + (isNew ? 1 : 0),
    hours: weight * before.hours + hours,
    at: Math.max(now, before.at),
    lostAt: lostAt === null ? before.lostAt : Math.max(lostAt, before.lostAt ?? 0),
  };
}

/** Of a pool and of those of its type in its region, as they count now. */
export function seenLosses(pools: readonly PoolSeen[], of: SpotPool, now: Instant): SeenLosses {
  const siblings = pools.filter(({ region, type }) => region === of.region && type === of.type);
  const sum = (those: readonly PoolSeen[]) =>
    those.reduce(
      (all, { losses, hours, at }) => {
        const weight = weightAfter((now - at) / DAY_MS);
        return { losses: all.losses + weight * losses, hours: all.hours + weight * hours };
      },
      { losses: 0, hours: 0 },
    );
  return { pool: sum(siblings.filter(({ zone }) => zone === of.zone)), siblings: sum(siblings) };
}
