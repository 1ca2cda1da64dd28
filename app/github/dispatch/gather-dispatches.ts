import { digestOf } from '../../domain/digest.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { JobOrder, OrderedAttempt } from '../../runtime/ports/hosted/dispatches.ts';
import type { ActionsDeps } from './actions-deps.ts';
import { dispatchTarget } from './dispatch-target.ts';
import { eachAlone } from '../../runtime/each-alone.ts';
import { endAttempts } from './end-unstarted.ts';
import { secretsOf } from './job-order.ts';

/** What is ready together goes together: an order waits for others so long, but no longer once none came for a while. */
const WINDOW_MS = 2000;
export const QUIET_MS = 400;
/** https://docs.github.com/actions/reference/limits */
const MOST_JOBS = 256;
/** GitHub takes 65,535 characters of inputs; the others are short. */
const MOST_PLAN = 60_000;
const MOST_WAITING = 5000;
/** Longer than asking GitHub takes. */
export const HOLD_MS = 120_000;

/** Makes dispatches of the orders that have waited for long enough. Gives when to look again; null: nothing waits. */
export async function gatherDispatches(deps: ActionsDeps): Promise<Instant | null> {
  const { store, clock } = deps;
  const waiting = await store.dispatches.waiting(MOST_WAITING);
  let next: Instant | null = null;
  for (const group of Map.groupBy(waiting, ({ group }) => group).values()) {
    const ripeAt = ripe(group);
    if (ripeAt <= clock.now()) {
      await eachAlone(
        split(group),
        (dispatch) => gather(deps, dispatch),
        (error) => deps.warn(`a dispatch could not be made: ${String(error)}`, {}),
      );
    } else next = Math.min(next ?? ripeAt, ripeAt);
  }
  return next;
}

/** `{ name, attempt, runs_on, timeout, environment }` of each job, as the workflow file reads it. */
export function planText(jobs: readonly JobOrder[]): string {
  return `[${jobs.map((job) => jobText(job)).join(',')}]`;
}

function jobText({ name, hint, runsOn, timeoutMinutes, environment }: JobOrder): string {
  return JSON.stringify({
    name,
    attempt: hint,
    runs_on: runsOn,
    timeout: timeoutMinutes,
    environment,
  });
}

function ripe(group: readonly OrderedAttempt[]): Instant {
  if (group.length >= MOST_JOBS) return 0;
  const times = group.map(({ orderedAt }) => orderedAt);
  return Math.min(Math.min(...times) + WINDOW_MS, Math.max(...times) + QUIET_MS);
}

function split(group: readonly OrderedAttempt[]): readonly (readonly OrderedAttempt[])[] {
  const dispatches: OrderedAttempt[][] = [];
  let last: OrderedAttempt[] = [];
  let length = 0;
  for (const attempt of group) {
    const more = jobText(attempt.job).length + 1;
    if (last.length === 0 || last.length === MOST_JOBS || length + more > MOST_PLAN) {
      last = [];
      length = 0;
      dispatches.push(last);
    }
    last.push(attempt);
    length += more;
  }
  return dispatches;
}

async function gather(deps: ActionsDeps, attempts: readonly OrderedAttempt[]): Promise<void> {
  const { store, clock } = deps;
  const [first] = attempts;
  const header = first === undefined ? null : await store.runs.header(first.of.run);
  if (first === undefined || header === null) return;
  const id = digestOf(attempts.map(({ job }) => job.hint).join('\n')).slice('sha256:'.length, 31);
  const answer = dispatchTarget(header, secretsOf(first.job));
  const of = attempts.map((attempt) => attempt.of);
  if (!answer.ok) {
    await endAttempts(deps, of, { status: 'failed', class: 'failure', message: answer.message });
    for (const attempt of of) await store.dispatches.withdraw(attempt);
    return;
  }
  const dispatch = {
    id,
    run: first.of.run,
    order: answer.order,
    state: { type: 'gathered' } as const,
  };
  await store.dispatches.gather(dispatch, of, clock.now());
}
