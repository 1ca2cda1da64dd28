import { moved } from './deadlines.ts';
import { dispatchOf, stays, type Decision } from './decision.ts';
import { ended } from './end-machine.ts';
import { leaveAlone } from './leave-alone.ts';
import type { Instance, Instant, Machine } from './machine.ts';
import { deadBoot } from './mind-machine.ts';

/** What is heard of a machine outside of the sweeps: from itself, from its runner, from GitHub. */
export type Heard =
  /** It proved which instance it is, and its GPUs answer. */
  | { readonly type: 'attested'; readonly instance: Instance }
  | { readonly type: 'boot-failed'; readonly message: string }
  /** GitHub has a job with its label. */
  | { readonly type: 'dispatched' }
  /** A runner's configuration was made for it. */
  | { readonly type: 'registered'; readonly runner: number }
  /** Its attempt has begun. */
  | { readonly type: 'began' }
  /** The runner ended without having had a job. */
  | { readonly type: 'runner-lost' }
  /** The runner ended after a job that was not its attempt's. */
  | { readonly type: 'job-missed' }
  /** GitHub lets the App have no runner for it, until somebody changes something there. */
  | { readonly type: 'runner-refused'; readonly message: string }
  /** EC2 gave notice. */
  | { readonly type: 'notice' }
  /** Somebody wants to look at it until then. */
  | { readonly type: 'held'; readonly until: Instant };

/** GitHub drops idle runners after minutes (https://github.com/actions/runner/issues/4726): so many more are made. */
const MOST_RUNNERS = 3;

const JOB_MISSED =
  'its runner took a job that did not begin the step: a workflow of the repository named its label, or the step’s own job failed before it reached this app';

/** How a machine goes on after that. What does not belong to its state came late or twice, and changes nothing. */
export function hear(machine: Machine, heard: Heard, now: Instant): Decision {
  const { state } = machine;
  if (state.type === 'ending' || state.type === 'gone') return stays(machine);
  switch (heard.type) {
    case 'attested':
      return attested(machine, heard.instance, now);
    case 'boot-failed':
      return state.type === 'booting' ? deadBoot(machine, heard.message, now) : stays(machine);
    case 'runner-refused':
      return runnerRefused(machine, heard.message, now);
    case 'notice':
      if (machine.noticeAt !== null) return stays(machine);
      return { machine: { ...machine, noticeAt: now }, acts: leaveAlone(machine, 'notice') };
    case 'held':
      return stays({ ...machine, heldUntil: Math.min(heard.until, machine.expiresAt) });
    default:
      return climbed(machine, heard, now);
  }
}

/** It may prove itself before the answer that gave it has come. One of another id than was given is nobody's. */
function attested(machine: Machine, instance: Instance, now: Instant): Decision {
  const { state } = machine;
  if (machine.instance !== null && machine.instance.id !== instance.id) return stays(machine);
  if (state.type !== 'booting' && machine.instance !== null) return stays(machine);
  const { paidSince = now } = machine;
  const known = { ...machine, instance: machine.instance ?? instance, paidSince };
  return { machine: moved(known, { type: 'attested' }, now), acts: [dispatchOf(known)] };
}

/** Another machine would be refused the same. */
function runnerRefused(machine: Machine, message: string, now: Instant): Decision {
  if (machine.state.type === 'running') return stays(machine);
  return ended(machine, { type: 'refused', isFinal: true, code: null, message }, now);
}

type Climb = Extract<
  Heard,
  { type: 'dispatched' | 'registered' | 'began' | 'runner-lost' | 'job-missed' }
>;

function climbed(machine: Machine, heard: Climb, now: Instant): Decision {
  const { state } = machine;
  if (heard.type === 'dispatched' && state.type === 'attested') {
    return stays(moved(machine, { type: 'dispatched', lost: 0 }, now));
  }
  if (heard.type === 'registered' && state.type === 'dispatched') {
    const { lost } = state;
    return stays(moved(machine, { type: 'registered', runner: heard.runner, lost }, now));
  }
  if (state.type !== 'registered') return stays(machine);
  const { runner, lost } = state;
  if (heard.type === 'began') return stays(moved(machine, { type: 'running', runner }, now));
  // What ran there was nobody's business here, and may have left something behind: never on the same machine again.
  if (heard.type === 'job-missed') return deadBoot(machine, JOB_MISSED, now);
  if (heard.type !== 'runner-lost') return stays(machine);
  if (lost + 1 < MOST_RUNNERS) {
    return stays(moved(machine, { type: 'dispatched', lost: lost + 1 }, now));
  }
  const message = `its runner ended ${MOST_RUNNERS} times without having had the job`;
  return ended(machine, { type: 'boot', isFinal: true, code: null, message }, now);
}
