import type { Act, Decision } from './machine/decision.ts';
import { moved } from './machine/deadlines.ts';
import { ended, endMachine, lookedFor } from './machine/end-machine.ts';
import { hunt } from './machine/hunt.ts';
import type { AttemptId, Instant, Machine } from './machine/machine.ts';
import { mindMachine } from './machine/mind-machine.ts';
import { reapOrphans } from './machine/reap-orphans.ts';
import type { Observed, Wanted } from './machine/seen.ts';

export type Reconciled = {
  /** Those that changed or are new. */
  readonly machines: readonly Machine[];
  /** To be done once these are written. */
  readonly acts: readonly Act[];
  /** Machines that could not be decided on, as they stand in the store: one that nothing here understands stops no other. */
  readonly faults: readonly Fault[];
};
type Fault = { readonly machine: string; readonly error: unknown };

/**
 * One sweep: holds what is wanted and what is kept of machines against what EC2 shows, and says what follows. Pure; a
 * sweep that is repeated asks for the same again, and nothing twice that must be done once.
 *
 * Laws (test/runner-provisioner/laws): one machine that is not gone for an attempt; the row before the call; gone only
 * when EC2 shows it terminated, or nothing of it twice, two minutes apart; every state but the last has an end.
 */
export function reconcile(
  wanted: readonly Wanted[],
  kept: readonly Machine[],
  { seen, now }: { readonly seen: Observed; readonly now: Instant },
): Reconciled {
  const byAttempt = new Map(wanted.map((each) => [keyOf(each.attempt), each]));
  const faults: Fault[] = [];
  const decisions = kept.map((machine) => {
    const wish = byAttempt.get(keyOf(machine.attempt)) ?? null;
    return decideAlone(machine, wish, { seen, now, faults });
  });
  const busy = new Set(
    decisions.flatMap(({ machine }) =>
      machine.state.type === 'gone' ? [] : [keyOf(machine.attempt)],
    ),
  );
  const last = new Map(decisions.map(({ machine }) => [keyOf(machine.attempt), machine]));
  const lastOf = ({ attempt }: Wanted) => last.get(keyOf(attempt));
  const free = wanted.filter(({ attempt }) => !busy.has(keyOf(attempt)));
  const ends = free.flatMap((each) => finalEnd(lastOf(each)));
  const over = new Set(ends.map(({ attempt }) => keyOf(attempt)));
  const opened = free
    .filter(({ attempt }) => !over.has(keyOf(attempt)))
    .map((each) => open(each, lastOf(each), now));
  const changed = decisions.filter(({ machine }, at) => machine !== kept[at]);
  return {
    machines: [...changed.map(({ machine }) => machine), ...opened],
    acts: [
      ...ends,
      ...decisions.flatMap(({ acts }) => acts),
      ...reapOrphans([...decisions.map(({ machine }) => machine), ...opened], { seen, now }),
    ],
    faults,
  };
}

function decideAlone(
  machine: Machine,
  wish: Wanted | null,
  { seen, now, faults }: { readonly seen: Observed; readonly now: Instant; faults: Fault[] },
): Decision {
  try {
    const own = seenOf(machine, seen);
    return decide(lookedFor(machine, own), wish, { seen: own, now });
  } catch (error) {
    faults.push({ machine: machine.id, error });
    return { machine, acts: [] };
  }
}

/** A region that could not be asked shows nothing, which is not that nothing is there. */
function seenOf(machine: Machine, seen: Observed): Observed {
  return seen.instances?.tellsOf(machine) === false ? { ...seen, instances: null } : seen;
}

function decide(
  machine: Machine,
  wanted: Wanted | null,
  { seen, now }: { readonly seen: Observed; readonly now: Instant },
): Decision {
  const { state } = machine;
  if (state.type === 'gone') return { machine, acts: [] };
  if (state.type === 'ending') return endMachine(machine, state.why, seen, now);
  if (wanted === null) {
    if (isBeingTaken(machine, now) || isHeld(machine, now)) return { machine, acts: [] };
    const why = {
      type: 'done',
      isFinal: false,
      code: null,
      message: 'its attempt is over',
    } as const;
    return ended(machine, why, now);
  }
  switch (state.type) {
    case 'requested':
    case 'launching':
    case 'pausing':
      return hunt(machine, state, { seen, now, mayBeSpot: wanted.mayBeSpot, spot: wanted.spot });
    default:
      return mindMachine(machine, state, seen, now);
  }
}

/**
 * EC2 charges nothing for a spot machine that it takes in its first hour, but all of one that we end.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/billing-for-interrupted-spot-instances.html
 */
function isBeingTaken({ noticeAt }: Machine, now: Instant): boolean {
  return noticeAt !== null && now < noticeAt + TAKEN_WITHIN_MS;
}

/** `/mlp hold`: one that was never there is held by nobody. */
function isHeld({ heldUntil, instance }: Machine, now: Instant): boolean {
  return instance !== null && heldUntil !== null && now < heldUntil;
}

/** The notice comes two minutes before. https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html */
const TAKEN_WITHIN_MS = 180_000;

/** A new machine knows what its attempt went through before. */
function open({ attempt, asked, fresh }: Wanted, last: Machine | undefined, now: Instant): Machine {
  const blank: Machine = {
    id: fresh,
    attempt,
    asked,
    state: { type: 'requested' },
    stateAt: now,
    deadlineAt: now,
    huntUntil: now + asked.capacityTimeoutMs,
    instance: null,
    missedSince: null,
    expiresAt: now + asked.capacityTimeoutMs + asked.lifeMs,
    tried: last?.tried ?? [],
    noticeAt: null,
    heldUntil: null,
    deadBoots: last?.deadBoots ?? 0,
  };
  return moved(blank, blank.state, now);
}

/** Whoever should have told the attempt may have been killed: it is told until it has heard. */
function finalEnd(last: Machine | undefined): readonly Extract<Act, { type: 'end-attempt' }>[] {
  if (last?.state.type !== 'gone' || !last.state.why.isFinal) return [];
  return [{ type: 'end-attempt', attempt: last.attempt, why: last.state.why }];
}

function keyOf({ run, key, attempt }: AttemptId): string {
  return `${run}/${key}/${attempt}`;
}
