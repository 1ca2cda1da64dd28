import { serve } from '../../runtime/serve.ts';
import type { Dispatches, WorkflowDispatch } from '../../runtime/ports/hosted/dispatches.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { StepHost } from '../../runtime/ports/host.ts';
import { Waker } from '../../runtime/waker.ts';
import type { HostedRun } from '../../domain/hosted.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { ActionsDeps } from './actions-deps.ts';
import { afterFailure } from './after-failure.ts';
import { endAttempts } from './end-unstarted.ts';
import { findBootstrapped } from './find/find-bootstrapped.ts';
import { findDispatched } from './find/find-dispatched.ts';
import { gatherDispatches, HOLD_MS, QUIET_MS } from './gather-dispatches.ts';
import { groupOf, jobOrder, type JobPlace } from './job-order.ts';
import { asksForMachine, runnerOf } from './runner-of.ts';
import { sendDispatch, type DispatchProgress } from './send-dispatch.ts';
import { closeThrowaway } from './throwaway-branch.ts';
import { watchDispatch } from './watch/watch-dispatch.ts';

export type ActionsHost = StepHost &
  Dispatches & {
    /** One look at everything that is due; gives when to look again. */
    readonly turn: () => Promise<Instant>;
    /** Looks again and again until `signal` aborts. */
    readonly work: (signal: AbortSignal) => Promise<void>;
    /** A webhook says that a workflow run is over, or a job of it that did not succeed. */
    readonly heard: (over: Over) => Promise<void>;
  };

export type Over = {
  readonly repository: number;
  readonly workflowRun: number;
  readonly what: 'run' | 'job';
};

const POLL_MS = 1000;
const MOST_DISPATCHES = 16;
const TIDY_EVERY_MS = 15 * 60_000;

/**
 * Attempts as jobs of GitHub Actions. Orders are rows; whoever works on them gathers those that are ready together and
 * starts one workflow run for all. Perhaps started twice, claimed once: the second one's jobs find their attempts taken.
 */
export function openActionsHost(deps: ActionsDeps): ActionsHost {
  const { clock, store, warn } = deps;
  const waker = new Waker(clock);
  const failed = 'handing steps to GitHub Actions failed and is tried again';
  const turn = () => turnOnce(deps);
  return {
    lifetime: 'own',
    start: async (order) => {
      await start(deps, order);
      waker.wake(clock.now() + QUIET_MS);
    },
    cancel: ({ run, key, attempt, reason }) => cancel(deps, { run, key, attempt }, reason),
    look: (of) => lookSoon(deps, of),
    find: (job) => findDispatched(deps, job),
    findBootstrapped: (claim) => findBootstrapped(deps, claim),
    ticketOf: async (of) => (await store.dispatches.find(of))?.job.ticket ?? null,
    heard: (over) => heard(deps, over),
    turn,
    work: (signal) => serve(signal, { clock, warn, failed, waker }, turn),
  };
}

async function start(
  deps: ActionsDeps,
  { ticket, ...of }: Parameters<StepHost['start']>[0],
): Promise<void> {
  const { store, clock } = deps;
  const header = await store.runs.header(of.run);
  const plan = header === null ? null : await store.runs.plan(header.plan);
  const step = plan?.steps.find(({ id }) => id === ticket.step.id);
  if (step === undefined || header === null)
    throw new Error(`The run ${of.run} has no step ${ticket.step.id}.`);
  const place = await placeFor(deps, of, { step, hosted: header.hosted });
  if (!place.ok) {
    const { message } = place;
    return endAttempts(deps, [of], { status: 'failed', class: 'failure', message });
  }
  const job = jobOrder(of, step, { pipeline: header.pipeline, place, ticket });
  const fresh = { orderedAt: clock.now(), dispatch: null, checkRun: null };
  await store.dispatches.order({ of, group: groupOf(of, job), job, ...fresh });
  if (job.machine !== undefined) deps.wakeMachines();
}

/** On a machine of its own, where the step asks for one and this App starts any; else on a runner that is there. */
async function placeFor(
  { wishOf }: ActionsDeps,
  of: AttemptId,
  { step, hosted }: { readonly step: PlanStep; readonly hosted: HostedRun | undefined },
): Promise<JobPlace | { readonly ok: false; readonly message: string }> {
  if (wishOf === null || hosted === undefined || !asksForMachine(step)) {
    return runnerOf(step, hosted?.trust ?? 'untrusted');
  }
  const answer = await wishOf(of, { step, hosted });
  return answer.ok ? { ok: true, machine: answer.wish } : answer;
}

/** An attempt that nobody carries out yet ends at once and is refused when its job comes; else its heartbeats tell it. */
async function cancel(deps: ActionsDeps, of: AttemptId, reason: string): Promise<void> {
  const { dispatches } = deps.store;
  const order = await dispatches.find(of);
  const end = { status: 'cancelled', class: null, message: reason } as const;
  if (order?.dispatch == null) {
    const isFree = order === null || (await dispatches.withdraw(of));
    // One that was gathered meanwhile is looked at again.
    if (!isFree) return cancel(deps, of, reason);
    await endAttempts(deps, [of], end);
    return deps.wakeMachines();
  }
  const live = await dispatches.live(order.dispatch);
  const begun = live.some(
    ({ key, attempt, status }) => key === of.key && attempt === of.attempt && status === 'running',
  );
  if (begun) return;
  await endAttempts(deps, [of], end);
  await lookSoon(deps, of);
}

/** What GitHub has not been asked for yet is looked at once it was. */
async function lookSoon({ store: { dispatches }, clock }: ActionsDeps, of: AttemptId) {
  const order = await dispatches.find(of);
  const dispatch = order?.dispatch == null ? null : await dispatches.get(order.dispatch);
  if (dispatch?.state.type !== 'sent') return;
  const { order: target, state } = dispatch;
  await dispatches.hasten(target.repository.id, state.workflowRun, clock.now());
}

/** A workflow run that is over with all of its attempts needs no look. */
async function heard(
  { store, clock }: ActionsDeps,
  { repository, workflowRun, what }: Over,
): Promise<void> {
  const { dispatches } = store;
  const dispatch = await dispatches.ofWorkflowRun(repository, workflowRun);
  if (dispatch?.state.type !== 'sent') return;
  const { workflowSha } = dispatch.state;
  const isDone = what === 'run' && (await dispatches.live(dispatch.id)).length === 0;
  // What was made for it is still to be removed.
  const isToTidy = dispatch.order.untrusted === true;
  if (!isDone || isToTidy) return dispatches.hasten(repository, workflowRun, clock.now());
  await dispatches.save({ ...dispatch, state: { type: 'over', workflowRun, workflowSha } }, null);
}

async function turnOnce(deps: ActionsDeps): Promise<Instant> {
  const { store, clock } = deps;
  const soon = clock.now() + POLL_MS;
  const next = await gatherDispatches(deps);
  const now = clock.now();
  const dispatches = await store.dispatches.lease(now, now + HOLD_MS, MOST_DISPATCHES);
  await Promise.all(dispatches.map((dispatch) => look(deps, dispatch)));
  return Math.min(soon, next ?? soon, clock.now() + (dispatches.length > 0 ? QUIET_MS : POLL_MS));
}

async function look(deps: ActionsDeps, dispatch: WorkflowDispatch): Promise<void> {
  const { store } = deps;
  try {
    const { dispatch: next, at } = await advance(deps, dispatch);
    const isToTidy = next.state.type === 'over' && next.order.untrusted === true;
    await store.dispatches.save(next, isToTidy ? await tidy(deps, next) : at);
  } catch (error) {
    // What stands in the store stays: it says what GitHub was asked before this failed.
    const known = await store.dispatches.get(dispatch.id);
    if (known === null) return;
    const { dispatch: next, at } = await afterFailure(deps, known, error);
    await store.dispatches.save(next, at);
  }
}

/** Removes the branch that was made for a run once it needs none any more; else gives when to look again. */
async function tidy(
  { store, clients, clock }: ActionsDeps,
  { run, order }: WorkflowDispatch,
): Promise<Instant | null> {
  const header = await store.runs.header(run);
  if (header !== null && header.endedAt === null) return clock.now() + TIDY_EVERY_MS;
  await closeThrowaway(clients.of(order.repository.installation), order);
  return null;
}

async function advance(deps: ActionsDeps, dispatch: WorkflowDispatch): Promise<DispatchProgress> {
  const { state } = dispatch;
  switch (state.type) {
    case 'gathered':
    case 'asked':
      return sendDispatch(deps, dispatch);
    case 'sent':
      return watchDispatch(deps, dispatch, state);
    case 'over':
      return { dispatch, at: null };
  }
}
