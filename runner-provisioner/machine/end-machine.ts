import type { Act, Decision } from './decision.ts';
import { moved } from './deadlines.ts';
import type { EndReason, Instant, Machine } from './machine.ts';
import type { SeenInstance } from './instances.ts';
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
  const code = shown.find(({ id }) => id === machine.instance?.id)?.reason?.code;
  const known = { ...machine, ...(code !== undefined && { endCode: code }) };
  return { machine: moved(known, { type: 'gone', why }, now), acts: [...acts, ...left] };
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
  const shown = instances.of(machine);
  const since = shown.length > 0 ? null : (missedSince ?? seenAt);
  const known = since === missedSince ? machine : { ...machine, missedSince: since };
  return withAddress(known, shown);
}

/** What is over has no address any more; what had one keeps it. */
function withAddress(machine: Machine, shown: readonly SeenInstance[]): Machine {
  const { isPublic, instance } = machine;
  const own = shown.find(({ id, state }) => id === instance?.id && state === 'running');
  if (isPublic !== undefined || own === undefined) return machine;
  return { ...machine, isPublic: own.isPublic };
}
