import type { SpotUse } from '../spot/pool-seen.ts';
import type { Instant, Machine } from './machine.ts';

const HOUR_MS = 3_600_000;

/** What a machine that is gone says of its pool; null: it was none of spot, or nobody knows since when it ran. */
export function spotUseOf(machine: Machine): SpotUse | null {
  const { state, stateAt, instance, paidSince } = machine;
  if (state.type !== 'gone' || instance?.market !== 'spot' || paidSince === undefined) return null;
  const { region, type, zone } = instance;
  const hours = Math.max(0, stateAt - paidSince) / HOUR_MS;
  return { region, type, zone, hours, lostAt: isTaken(machine) ? lossOf(machine) : null };
}

/** One that its step was done with before EC2 took it was lost to the pool all the same. */
function isTaken({ state, noticeAt, endCode }: Machine): boolean {
  const isOfState = state.type === 'gone' && state.why.type === 'interrupted';
  return isOfState || noticeAt !== null || (endCode !== undefined && TAKEN.has(endCode));
}

function lossOf({ noticeAt, stateAt }: Machine): Instant {
  return noticeAt ?? stateAt;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
const TAKEN: ReadonlySet<string> = new Set([
  'Server.SpotInstanceTermination',
  'Server.SpotInstanceShutdown',
]);
