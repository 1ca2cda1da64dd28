import { classOf, type Ec2Error } from '../ec2/error-classes.ts';
import { wordsForRefusal } from '../ec2/words-for-refusal.ts';
import { dispatchOf, stays, type Decision } from './decision.ts';
import { ended, isMissed } from './end-machine.ts';
import { leaveAlone } from './leave-alone.ts';
import type { EndReason, Instant, Machine, MachineState } from './machine.ts';
import type { SeenInstance } from './instances.ts';
import type { Observed } from './seen.ts';

export type Minded = Extract<
  MachineState,
  { type: 'booting' | 'attested' | 'dispatched' | 'registered' | 'running' }
>;

/** A machine that is there, or should be: whether it still is, and whether it takes too long. */
export function mindMachine(
  machine: Machine,
  state: Minded,
  { instances, seenAt }: Pick<Observed, 'instances' | 'seenAt'>,
  now: Instant,
): Decision {
  const shown = instances?.given(machine) ?? null;
  if (shown !== null && !isAlive(shown)) return lost(machine, shown, now);
  if (isMissed(machine, seenAt)) return vanished(machine, now);
  if (now >= machine.deadlineAt) return late(machine, state, now);
  // Who should have had GitHub make its job may have been killed.
  if (state.type === 'attested') return { machine, acts: [dispatchOf(machine)] };
  return stays(machine);
}

function isAlive({ state }: SeenInstance): boolean {
  return state === 'pending' || state === 'running';
}

/** EC2 ended it, or it ended itself. Before it ran anything, nothing is lost but time. */
function lost(machine: Machine, { reason }: SeenInstance, now: Instant): Decision {
  const code = reason?.code ?? null;
  if (code !== null && TAKEN.has(code)) return taken(machine, code, now);
  const told = code ?? 'EC2 gives no reason';
  if (machine.state.type === 'running') {
    const message = `the machine ended while the step ran (${told})`;
    return ended(machine, { type: 'lost', isFinal: true, code, message }, now);
  }
  return reason === null
    ? deadBoot(machine, diedWith(told), now)
    : refusedLate(machine, reason, now);
}

function taken(machine: Machine, code: string, now: Instant): Decision {
  const isFinal = machine.state.type === 'running';
  const message = `EC2 took the machine back${isFinal ? '' : ' before it ran'} (${code})`;
  const why: EndReason = { type: 'interrupted', isFinal, code, message };
  const { machine: next, acts } = ended(machine, why, now);
  return { machine: next, acts: [...acts, ...leaveAlone(machine, code)] };
}

/** EC2 gave an instance and took it back while it was being made: its reason says what it would have refused with. */
function refusedLate(machine: Machine, reason: Ec2Error, now: Instant): Decision {
  const { code } = reason;
  const kind = classOf(reason);
  switch (kind) {
    case 'fatal':
    case 'denied': {
      const message = wordsForRefusal(reason, kind);
      return ended(machine, { type: 'refused', isFinal: true, code, message }, now);
    }
    case 'capacity':
    case 'quota':
      return ended(
        machine,
        { type: 'capacity', isFinal: false, code, message: `EC2 had no room after all (${code})` },
        now,
      );
    default:
      return deadBoot(machine, diedWith(code), now);
  }
}

function diedWith(told: string): string {
  return `the machine ended before it was ready (${told})`;
}

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_StateReason.html */
const TAKEN: ReadonlySet<string> = new Set([
  'Server.SpotInstanceTermination',
  'Server.SpotInstanceShutdown',
  'Server.ScheduledStop',
]);

function vanished(machine: Machine, now: Instant): Decision {
  const isFinal = machine.state.type === 'running';
  const message = 'EC2 shows no such machine any more';
  return ended(machine, { type: 'lost', isFinal, code: null, message }, now);
}

function late(machine: Machine, state: Minded, now: Instant): Decision {
  if (state.type === 'running' || now >= machine.expiresAt) {
    const why: EndReason = {
      type: 'expired',
      isFinal: true,
      code: null,
      message: 'the machine lived as long as the step may take and a little longer',
    };
    return ended(machine, why, now);
  }
  return deadBoot(machine, LATE[state.type], now);
}

const LATE: Readonly<Record<Exclude<Minded['type'], 'running'>, string>> = {
  booting: 'the machine did not report within 10 min of its start',
  attested: 'GitHub was not asked for its job within 5 min',
  dispatched: 'the machine did not ask for its runner within 5 min',
  registered: 'its runner got no job within 5 min',
};

/** Nobody knows why: what it printed is kept, and it is tried once more. */
export function deadBoot(machine: Machine, message: string, now: Instant): Decision {
  const known = { ...machine, deadBoots: machine.deadBoots + 1 };
  const isFinal = known.deadBoots >= MOST_DEAD_BOOTS;
  const { machine: next, acts } = ended(known, { type: 'boot', isFinal, code: null, message }, now);
  return { machine: next, acts: [{ type: 'read-console', machine: machine.id }, ...acts] };
}

/** https://github.com/runs-on/runs-on starts none again blindly; the cause may lie in what all of them run. */
const MOST_DEAD_BOOTS = 2;
