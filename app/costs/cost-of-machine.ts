import type { Machine } from '../../runner-provisioner/machine/machine.ts';
import type { Instant } from '../domain/run/run.ts';
import { costOfPart, NO_COST, sumCosts, type Cost } from './cost.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** When a step was at work on a machine; `to` null: it is. */
export type Work = { readonly from: Instant; readonly to: Instant | null };

/** What a machine has cost until now, or did until it was gone. One that EC2 never gave cost nothing. */
export function costOfMachine(machine: Machine, work: Work | null, now: Instant): Cost {
  const { instance, paidSince, isPublic } = machine;
  if (instance === null) return NO_COST;
  if (paidSince === undefined) return UNKNOWN;
  const until = machine.state.type === 'gone' ? machine.stateAt : now;
  const paidMs = Math.max(until - paidSince, 0);
  const isFree = isGivenBack(machine, paidMs);
  // By the second, a minute at least: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/concepts.html
  const hours = Math.max(paidMs, MINUTE_MS) / HOUR_MS;
  const during = (usdHour: number | null) => (usdHour === null ? null : usdHour * hours);
  const disk = instance.disk?.usdHour ?? NO_PRICES;
  const lines = [
    costOfPart('machine', isFree ? 0 : during(instance.usdHour)),
    costOfPart('disk', during(disk.size)),
    costOfPart('disk-iops', during(disk.iops)),
    costOfPart('disk-throughput', during(disk.throughput)),
    costOfPart('address', during(addressHour(isPublic))),
  ];
  const time = isFree ? {} : { paidMs, idleMs: idleOf({ from: paidSince, to: until }, work) };
  return { ...sumCosts(lines), ...time };
}

const NO_PRICES = { size: null, iops: null, throughput: null };

const UNKNOWN: Cost = sumCosts(
  (['machine', 'disk', 'disk-iops', 'disk-throughput', 'address'] as const).map((kind) =>
    costOfPart(kind, null),
  ),
);

/** Of spot: https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-for-interrupted-spot-instances.html */
function isGivenBack({ instance, state, endCode }: Machine, paidMs: number): boolean {
  const isTaken = endCode !== undefined && TAKEN_BACK.has(endCode);
  return instance?.market === 'spot' && state.type === 'gone' && isTaken && paidMs < HOUR_MS;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
const TAKEN_BACK: ReadonlySet<string> = new Set([
  'Server.SpotInstanceTermination',
  'Server.SpotInstanceShutdown',
]);

/** In every region: https://aws.amazon.com/vpc/pricing/ */
const ADDRESS_USD_HOUR = 0.005;

function addressHour(isPublic: boolean | undefined): number | null {
  if (isPublic === undefined) return null;
  return isPublic ? ADDRESS_USD_HOUR : 0;
}

function idleOf(paid: { readonly from: Instant; readonly to: Instant }, work: Work | null): number {
  const all = Math.max(paid.to - paid.from, 0);
  if (work === null) return all;
  const from = Math.max(work.from, paid.from);
  const to = Math.min(work.to ?? paid.to, paid.to);
  return all - Math.max(to - from, 0);
}
