import type { Instant, Machine, MachineState } from './machine.ts';

const MINUTE = 60_000;

/** How long each state may last; null: another clock ends it. */
const LONGEST: Readonly<Record<Exclude<MachineState['type'], 'running'>, number | null>> = {
  requested: 3 * MINUTE,
  launching: 3 * MINUTE,
  // The hunt as a whole has its own end.
  pausing: null,
  // Volumes made from a snapshot load lazily, and drivers take their time.
  booting: 10 * MINUTE,
  attested: 5 * MINUTE,
  dispatched: 5 * MINUTE,
  registered: 5 * MINUTE,
  // EC2 is asked again and again until nothing is left.
  ending: null,
  gone: null,
};

/** A machine in another state, from now on. */
export function moved(machine: Machine, state: MachineState, now: Instant): Machine {
  return { ...machine, state, stateAt: now, deadlineAt: deadlineOf(machine, state, now) };
}

function deadlineOf({ expiresAt }: Machine, state: MachineState, now: Instant): Instant {
  const longest = state.type === 'running' ? null : LONGEST[state.type];
  return longest === null ? expiresAt : Math.min(expiresAt, now + longest);
}
