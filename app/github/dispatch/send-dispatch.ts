import { printable } from '../../../text/printable.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type {
  DispatchTarget,
  OrderedAttempt,
  WorkflowDispatch,
} from '../../runtime/ports/hosted/dispatches.ts';
import { LostAnswer, RateLimited } from '../client/call-errors.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { describeRefusal, refusalOf } from '../client/what-failed.ts';
import type { ActionsDeps } from './actions-deps.ts';
import { workflowOfDispatch, workflowIdOfDispatch } from './workflow-of-dispatch.ts';
import { bootstrapSecret } from './bootstrap-secret.ts';
import { checkWorkflow } from './check-workflow.ts';
import { endAttempts } from './end-unstarted.ts';
import { findStarted } from './find/find-started.ts';
import { HOLD_MS, planText } from './gather-dispatches.ts';
import { FIRST_LOOK_MS } from './note-sent.ts';
import { openThrowaway } from './throwaway-branch.ts';
import { cut } from '../../../text/shortened.ts';

/** A dispatch as it stands now, and when it is to be looked at again; null: never. */
export type DispatchProgress = { readonly dispatch: WorkflowDispatch; readonly at: number | null };

/** GitHub's lists lag behind: before a dispatch whose answer was lost is repeated, it is looked for for so long. */
const LOOK_FOR_MS = 60_000;
const LOOK_EVERY_MS = 10_000;

/** Starts a dispatch's workflow run, or finds the one that an earlier try started. Throws `RateLimited` and `LostAnswer`. */
export async function sendDispatch(
  deps: ActionsDeps,
  dispatch: WorkflowDispatch,
): Promise<DispatchProgress> {
  const { store, clients, clock } = deps;
  const { state, order } = dispatch;
  const client = clients.of(order.repository.installation);
  if (state.type === 'asked') {
    const started = await findStarted(deps, dispatch);
    if (started !== null)
      return sent(deps, dispatch, { workflowRun: started, sha: state.workflowSha });
    const waited = clock.now() - state.at;
    if (waited < LOOK_FOR_MS) return { dispatch, at: clock.now() + LOOK_EVERY_MS };
  }
  const live = await store.dispatches.live(dispatch.id);
  if (live.length === 0) return over(dispatch);
  const prepare = order.untrusted === true ? openThrowaway : checkWorkflow;
  const check = await prepare(client, order);
  if (!check.ok) return refuse(deps, dispatch, check.message);
  return ask(deps, dispatch, { client, workflowSha: check.sha });
}

async function ask(
  deps: ActionsDeps,
  dispatch: WorkflowDispatch,
  { client, workflowSha }: { readonly client: InstallationClient; readonly workflowSha: string },
): Promise<DispatchProgress> {
  const { store, clock } = deps;
  const askedAt = clock.now();
  const state = { type: 'asked', at: askedAt, workflowSha } as const;
  await store.dispatches.save({ ...dispatch, state }, askedAt + HOLD_MS);
  try {
    const workflowRun = await createWorkflowDispatch(deps, dispatch, client);
    if (workflowRun === null) return await refuse(deps, dispatch, NO_DETAILS);
    return sent(deps, dispatch, { workflowRun, sha: workflowSha });
  } catch (error) {
    if (error instanceof RateLimited) {
      // GitHub did nothing: there is nothing to look for.
      await store.dispatches.save({ ...dispatch, state: { type: 'gathered' } }, error.until);
    }
    if (error instanceof LostAnswer) {
      const started = await findStarted(deps, dispatch);
      if (started !== null) return sent(deps, dispatch, { workflowRun: started, sha: workflowSha });
      deps.warn(error.message, { dispatch: dispatch.id });
      return { dispatch: { ...dispatch, state }, at: clock.now() + LOOK_EVERY_MS };
    }
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refuse(deps, dispatch, describeRefusal(refusal, wordsFor(dispatch)));
  }
}

const NO_DETAILS =
  'This GitHub does not say which workflow run a dispatch has started (`return_run_details`), so that its jobs cannot be told from others. It needs github.com, or a GitHub Enterprise Server that has it.';

function wordsFor({ order }: WorkflowDispatch) {
  const isRight = `See that ${workflowOfDispatch(order)} of the default branch is the file that \`mlpipelines init --update\` writes, and that it and Actions are enabled.`;
  const next = {
    forbidden:
      'Grant the app the permission `actions: write` in its installation, and enable Actions for the repository.',
    gone: isRight,
    invalid: isRight,
  };
  return { what: 'GitHub refused to start the workflow', next };
}

/** Gives the workflow run's id; null: GitHub told none. https://docs.github.com/rest/actions/workflows#create-a-workflow-dispatch-event */
async function createWorkflowDispatch(
  deps: ActionsDeps,
  { id, order }: WorkflowDispatch,
  { octokit }: InstallationClient,
): Promise<number | null> {
  const { repository, ref, sha } = order;
  const attempts = await deps.store.dispatches.attempts(id);
  const response = await octokit.request(
    'POST /repos/{owner}/{repo}/actions/workflows/{workflow_id}/dispatches',
    {
      owner: repository.owner,
      repo: repository.name,
      workflow_id: workflowIdOfDispatch(order),
      ref,
      inputs: {
        title: await titleOf(deps, attempts),
        run_key: id,
        sha,
        plan: planText(attempts.map(({ job }) => job)),
        ...passOf(deps, id, order),
      },
      return_run_details: true,
    },
  );
  return workflowRunOf(response.data);
}

/** `churn #3: train and 2 more`, for the list of workflow runs. */
async function titleOf(
  { store }: ActionsDeps,
  attempts: readonly OrderedAttempt[],
): Promise<string> {
  const [first] = attempts;
  const header = first === undefined ? null : await store.runs.header(first.of.run);
  if (first === undefined || header === null) return 'a run that is gone';
  const more = attempts.length === 1 ? '' : ` and ${attempts.length - 1} more`;
  const step = cut(printable(first.of.key), MOST_OF_KEY);
  return `${header.pipeline} #${runNumber(header)}: ${step}${more}`;
}

const MOST_OF_KEY = 60;

/** What the jobs are allowed: secrets, or without an identity no more than to ask for their attempts. */
function passOf(
  { key }: ActionsDeps,
  dispatch: string,
  { untrusted, secrets }: DispatchTarget,
): Record<string, string> {
  return untrusted === true
    ? { bootstrap: bootstrapSecret(key, dispatch) }
    : { secrets: JSON.stringify(secrets) };
}

function workflowRunOf(data: unknown): number | null {
  if (typeof data !== 'object' || data === null || !('workflow_run_id' in data)) return null;
  return typeof data.workflow_run_id === 'number' ? data.workflow_run_id : null;
}

function sent(
  { clock }: ActionsDeps,
  dispatch: WorkflowDispatch,
  { workflowRun, sha }: { readonly workflowRun: number; readonly sha: string },
): DispatchProgress {
  const firstLookAt = clock.now() + FIRST_LOOK_MS;
  const about = { workflowRun, workflowSha: sha, idleSince: null, firstLookAt };
  return { dispatch: { ...dispatch, state: { type: 'sent', ...about } }, at: firstLookAt };
}

/** Its attempts end, for good. */
export async function refuse(
  deps: ActionsDeps,
  dispatch: WorkflowDispatch,
  message: string,
): Promise<DispatchProgress> {
  const live = await deps.store.dispatches.live(dispatch.id);
  await endAttempts(deps, live, { status: 'failed', class: 'failure', message });
  return over(dispatch);
}

export function over(dispatch: WorkflowDispatch): DispatchProgress {
  const state = { type: 'over', workflowRun: null, workflowSha: null } as const;
  return { dispatch: { ...dispatch, state }, at: null };
}
