import type { Ec2Error } from '../ec2/error-classes.ts';
import type { FamilyPool, Instant } from './machine.ts';

/** A Capacity Block: bought for a time, in one zone, for one type. */
export type CapacityBlock = {
  readonly type: string;
  readonly zone: string;
  /** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CapacityReservation.html */
  readonly state: string;
  readonly startsAt: Instant;
  readonly endsAt: Instant;
};

export type WithinBlock =
  | {
      readonly ok: true;
      readonly pools: readonly FamilyPool[];
      /** When the machine is to be gone. */
      readonly until: Instant;
    }
  | { readonly ok: false; readonly error: Ec2Error };

const MINUTE = 60_000;
/**
 * From 30 minutes before its end EC2 ends what runs there; five minutes earlier nothing does any more, and ten more before
 * that the step is told to save (`boot/user-data.sh`), 45 minutes before the end.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-blocks-using.html
 */
const GONE_BEFORE_MS = 35 * MINUTE;
/** Booting takes minutes: with less than this nothing would come of it. */
const LEAST_MS = 25 * MINUTE;

/** Which of the pools lie in a Capacity Block, and until when; or why the step cannot run there. */
export function withinBlock(
  id: string,
  { type, zone, state, startsAt, endsAt }: CapacityBlock,
  { pools, now }: { readonly pools: readonly FamilyPool[]; readonly now: Instant },
): WithinBlock {
  const until = endsAt - GONE_BEFORE_MS;
  if (state === 'scheduled' || state === 'payment-pending') {
    const message = `the Capacity Block ${id} begins at ${timeOf(startsAt)}`;
    return refusal('CapacityBlockNotBegun', message);
  }
  if (state !== 'active' || now + LEAST_MS > until) {
    const next = 'Name another reservation in `resources.reservation`, or none';
    const ends = state === 'active' ? `ends at ${timeOf(endsAt)}` : `is ${state}`;
    const message = `the Capacity Block ${id} ${ends}, and steps are stopped 45 min before its end. ${next}`;
    return refusal('CapacityBlockOver', message);
  }
  const inside = pools.filter((pool) => pool.type === type && pool.zone === zone);
  if (inside.length === 0) {
    const message = `the Capacity Block ${id} is for ${type} in ${zone}, which is none of the machines that fit the step. Ask for what ${type} has in \`resources\`, and have the app’s operator give it a subnet in ${zone}`;
    return refusal('CapacityBlockUnfit', message);
  }
  return { ok: true, pools: inside, until };
}

function refusal(code: string, message: string): WithinBlock {
  return { ok: false, error: { code, message, status: null } };
}

/** `2026-12-03 11:30 UTC`. */
function timeOf(at: Instant): string {
  return `${new Date(at).toISOString().slice(0, 16).replace('T', ' ')} UTC`;
}
