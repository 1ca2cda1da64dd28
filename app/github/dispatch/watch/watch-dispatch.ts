import type {
  DispatchState,
  WorkflowDispatch,
  LiveAttempt,
} from '../../../runtime/ports/hosted/dispatches.ts';
import type { AttemptId } from '../../../runtime/ports/attempts.ts';
import { refusedWith } from '../../client/call-errors.ts';
import { refusalOf } from '../../client/what-failed.ts';
import type { InstallationClient } from '../../client/installation-clients.ts';
import type { ActionsDeps } from '../actions-deps.ts';
import { endAttempts } from '../end-unstarted.ts';
import { listJobs, type ActionsJob } from './list-jobs.ts';
import { wordsForLost, wordsForNoJob, type LostJob } from './words-for-lost-job.ts';
import type { DispatchProgress } from '../send-dispatch.ts';
import { tellRejected } from './tell-rejected.ts';
import { isQueued, tellWaits, type AttemptJob } from './tell-waits.ts';

type Sent = Extract<DispatchState, { type: 'sent' }>;
type Watched = {
  readonly dispatch: WorkflowDispatch;
  readonly state: Sent;
  readonly client: InstallationClient;
};

/** A policy that refuses an action ends every job of a matrix alike: GitHub is asked about some of them. */
const MOST_ASKED = 10;
/** Jobs still tidy up after their last report, and a report may be on its way while its job is already over. */
const GRACE_MS = 60_000;
/** Webhooks and leases tell sooner. */
export const NEXT_LOOK_MS = 15 * 60_000;
/** No webhook that the App hears tells of reviewers who let a job pass: its machine is started so much later at most. */
const REVIEWED_WITHIN_MS = 60_000;

/**
 * Compares what a dispatch's runs wait for with what GitHub has: attempts whose job is over or never came end, those whose
 * job is in GitHub's queue or waits for reviewers say so; a workflow run that nobody waits for is cancelled, since GitHub
 * cancels no single job. https://docs.github.com/rest/actions/workflow-runs#cancel-a-workflow-run
 */
export async function watchDispatch(
  deps: ActionsDeps,
  dispatch: WorkflowDispatch,
  state: Sent,
): Promise<DispatchProgress> {
  const watched = {
    dispatch,
    state,
    client: deps.clients.of(dispatch.order.repository.installation),
  };
  const live = await deps.store.dispatches.live(dispatch.id);
  if (live.length === 0) return letGo(deps, watched);
  if (isNeedless(deps, state, live))
    return again(deps, watched, { idleSince: null, in: NEXT_LOOK_MS });
  const { lost, nextMs } = await findLost(deps, watched, live);
  if (lost.length === 0) return again(deps, watched, { idleSince: null, in: nextMs });
  if (!isIdle(deps, state)) return again(deps, watched, idle(deps, state));
  for (const [index, { attempt, why }] of lost.entries()) {
    const message = await wordsForLost(watched, why, index < MOST_ASKED);
    await endAttempts(deps, [attempt], { status: 'failed', class: 'infra', message });
  }
  return again(deps, watched, { idleSince: null, in: NEXT_LOOK_MS });
}

async function letGo(
  deps: ActionsDeps,
  { dispatch, state, client }: Watched,
): Promise<DispatchProgress> {
  if (!isIdle(deps, state)) return again(deps, { dispatch, state, client }, idle(deps, state));
  const { owner, name: repo } = dispatch.order.repository;
  const { workflowRun, workflowSha } = state;
  try {
    await client.octokit.rest.actions.cancelWorkflowRun({ owner, repo, run_id: workflowRun });
  } catch (error) {
    // 409: it is over; 404: somebody deleted it; whatever is refused will never be done.
    if (refusedWith(error) !== 409 && refusalOf(error) === null) throw error;
  }
  return { dispatch: { ...dispatch, state: { type: 'over', workflowRun, workflowSha } }, at: null };
}

type Lost = { readonly attempt: LiveAttempt; readonly why: LostJob | string };

async function findLost(
  deps: ActionsDeps,
  { dispatch, state, client }: Watched,
  live: readonly LiveAttempt[],
): Promise<{ readonly lost: readonly Lost[]; readonly nextMs: number }> {
  const seenAt = deps.clock.now();
  const ended = await runEnd(client, dispatch, state.workflowRun);
  if (ended.type === 'lost') {
    const lost = live.map((attempt) => ({ attempt, why: ended.message }));
    return { lost, nextMs: NEXT_LOOK_MS };
  }
  const seen = await jobsOf(deps, dispatch, { live, jobs: ended.jobs });
  await tellWaits(deps, seen, seenAt);
  const { workflowRun } = state;
  const left = await tellRejected(deps, { dispatch, client, workflowRun }, seen);
  const lost = left.flatMap(({ attempt, job }) =>
    job === null || job.conclusion === null ? [] : [{ attempt, why: job }],
  );
  return { lost, nextMs: (await wantMachines(deps, seen)) ? REVIEWED_WITHIN_MS : NEXT_LOOK_MS };
}

/**
 * A machine is started for a job with an environment once its reviewers have let it pass: nobody pays for one that waits.
 * Whether any still waits for that.
 */
async function wantMachines(
  { store, wakeMachines }: ActionsDeps,
  seen: readonly AttemptJob[],
): Promise<boolean> {
  const asked = seen.filter(({ hasMachine, environment }) => hasMachine && environment !== '');
  for (const one of asked) {
    if (isQueued(one) && (await store.dispatches.mayBegin(one.attempt))) wakeMachines();
  }
  return asked.some(({ job }) => job === null || WAITS.has(job.status));
}

/** Not in the queue of runners yet. https://docs.github.com/rest/actions/workflow-jobs */
const WAITS: ReadonlySet<string> = new Set(['waiting', 'pending', 'requested']);

async function jobsOf(
  { store }: ActionsDeps,
  dispatch: WorkflowDispatch,
  { live, jobs }: { readonly live: readonly LiveAttempt[]; readonly jobs: readonly ActionsJob[] },
): Promise<readonly AttemptJob[]> {
  const orders = await store.dispatches.attempts(dispatch.id);
  const ordered = new Map(orders.map(({ of, job }) => [nameOf(of), job]));
  const shown = new Map(jobs.map((job) => [job.name, job]));
  return live.flatMap((attempt) => {
    const order = ordered.get(nameOf(attempt));
    if (order === undefined) return [];
    const { environment, name, machine } = order;
    const hasMachine = machine !== undefined;
    return [{ attempt, environment, hasMachine, job: shown.get(name) ?? null }];
  });
}

function nameOf({ key, attempt }: AttemptId): string {
  return JSON.stringify([key, attempt]);
}

type RunEnd =
  | { readonly type: 'jobs'; readonly jobs: readonly ActionsJob[] }
  | { readonly type: 'lost'; readonly message: string };

async function runEnd(
  client: InstallationClient,
  dispatch: WorkflowDispatch,
  workflowRun: number,
): Promise<RunEnd> {
  const { owner, name: repo } = dispatch.order.repository;
  try {
    const jobs = await listJobs(client, dispatch, workflowRun);
    if (jobs.length > 0) return { type: 'jobs', jobs };
    const asked = { owner, repo, run_id: workflowRun };
    const { data } = await client.octokit.rest.actions.getWorkflowRun(asked);
    if (data.status !== 'completed') return { type: 'jobs', jobs };
    return { type: 'lost', message: wordsForNoJob(data.conclusion, data.html_url) };
  } catch (error) {
    if (refusedWith(error) !== 404) throw error;
    return { type: 'lost', message: 'The workflow run is gone from GitHub; somebody deleted it.' };
  }
}

/** Nothing hastened the first look, and no attempt waits for its job any more. */
function isNeedless(
  { clock }: ActionsDeps,
  { firstLookAt, idleSince }: Sent,
  live: readonly LiveAttempt[],
): boolean {
  if (firstLookAt === undefined || clock.now() < firstLookAt || idleSince !== null) return false;
  return live.every(({ status }) => status === 'running');
}

function isIdle({ clock }: ActionsDeps, { idleSince }: Sent): boolean {
  return idleSince !== null && clock.now() - idleSince >= GRACE_MS;
}

function idle({ clock }: ActionsDeps, { idleSince }: Sent) {
  return { idleSince: idleSince ?? clock.now(), in: GRACE_MS };
}

function again(
  { clock }: ActionsDeps,
  { dispatch, state }: Watched,
  next: { readonly idleSince: number | null; readonly in: number },
): DispatchProgress {
  const now = clock.now();
  const { firstLookAt = now, ...rest } = state;
  const isAhead = firstLookAt > now;
  const at = isAhead ? Math.min(firstLookAt, now + next.in) : now + next.in;
  const looks = isAhead ? { firstLookAt } : {};
  return { dispatch: { ...dispatch, state: { ...rest, ...looks, idleSince: next.idleSince } }, at };
}
