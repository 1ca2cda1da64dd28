import type { Act, Decision } from './decision.ts';
import { moved } from './deadlines.ts';
import type { EndReason, Instant, Machine } from './machine.ts';
import type { Observed } from './seen.ts';

/** Whatever it was doing, the machine goes. Its attempt hears of it where that is the end of it too. */
export function ended(machine: Machine, why: EndReason, now: Instant): Decision {
  const { state, attempt } = machine;
  const acts: Act[] = [...terminationOf(machine)];
  if (state.type === 'registered' || state.type === 'running') {
    acts.push(runnerOf(machine, state.runner));
  }
  if (why.isFinal) acts.push({ type: 'end-attempt', attempt, why });
  return { machine: moved(machine, { type: 'ending', why }, now), acts };
}

/** Asks again until EC2 shows that nothing is left: what was asked once may have been lost, or come too early. */
export function endMachine(
  machine: Machine,
  why: EndReason,
  { instances, seenAt }: Pick<Observed, 'instances' | 'seenAt'>,
  now: Instant,
): Decision {
  if (instances === null) return { machine, acts: terminationOf(machine) };
  // A list from before the end was wanted says nothing of it.
  if (seenAt <= machine.stateAt) return { machine, acts: [] };
  const shown = instances.of(machine);
  const acts = shown
    .filter(({ state }) => state !== 'terminated' && state !== 'shutting-down')
    .map((instance): Act => ({ type: 'terminate', instance }));
  const isTerminated = shown.length > 0 && shown.every(({ state }) => state === 'terminated');
  const isGone = isTerminated || isMissed(machine, seenAt);
  if (!isGone) return { machine, acts };
  // Again, by its name: the first time may have failed, or its number never have come.
  const left: readonly Act[] = machine.instance === null ? [] : [runnerOf(machine, null)];
  return { machine: moved(machine, { type: 'gone', why }, now), acts: [...acts, ...left] };
}

/** Where EC2 lists nothing (it throttles, or is away) the first ask may be the one that was lost, and the machine is paid. */
function terminationOf({ instance }: Machine): readonly Act[] {
  return instance === null ? [] : [{ type: 'terminate', instance }];
}

function runnerOf({ id }: Machine, runner: number | null): Act {
  return { type: 'remove-runner', machine: id, runner };
}

/** EC2's lists lag: nothing is gone before it was missed twice, so far apart. */
const MISSED_FOR_MS = 120_000;

export function isMissed({ missedSince }: Machine, seenAt: Instant): boolean {
  return missedSince !== null && seenAt - missedSince >= MISSED_FOR_MS;
}

/** Since when EC2 shows nothing of a machine, after one more list. */
export function lookedFor(
  machine: Machine,
  { instances, seenAt }: Pick<Observed, 'instances' | 'seenAt'>,
): Machine {
  const { state, missedSince } = machine;
  const mayBeThere = machine.instance !== null || state.type === 'ending';
  if (instances === null || !mayBeThere) return machine;
  const since = instances.of(machine).length > 0 ? null : (missedSince ?? seenAt);
  return since === missedSince ? machine : { ...machine, missedSince: since };
}
