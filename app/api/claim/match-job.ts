import type { DispatchedJob } from '../../runtime/ports/hosted/dispatches.ts';
import { Refusal } from '../refusal.ts';
import type { JobIdentity } from './verify-identity.ts';

/** Holds what a job says it is against what was dispatched; throws a `Refusal` that names the first difference. */
export function matchJob(identity: JobIdentity, hint: string | null, sent: DispatchedJob): void {
  if (identity.event !== 'workflow_dispatch') throw wrongEvent(identity.event);
  if (identity.repositoryId !== sent.repositoryId) throw wrongRepository();
  if (identity.workflowRunId !== sent.workflowRunId) throw wrongRun();
  if (identity.workflowRunAttempt !== sent.workflowRunAttempt) throw rerun();
  if (identity.checkRunId !== sent.checkRunId) throw wrongJob(hint);
  if (hint !== null && hint !== sent.hint) throw wrongJob(hint);
  // The commit cannot differ where the dispatches follow its branch (app/github does), and is held against all the same.
  if (identity.workflowRef !== sent.workflowRef || identity.workflowSha !== sent.workflowSha) {
    throw workflowChanged(sent);
  }
}

/** Nothing was dispatched to such a job. */
export function notDispatched({ workflowRunAttempt, event }: JobIdentity): Refusal {
  if (event !== 'workflow_dispatch') return wrongEvent(event);
  if (workflowRunAttempt > 1) return rerun();
  return new Refusal(
    'not-dispatched',
    'This app dispatched nothing to this job. Jobs of mlpipelines are started by the app alone: use `/mlp run` in a pull request.',
  );
}

function wrongEvent(event: string): Refusal {
  return new Refusal(
    'wrong-event',
    `This job was started by ${event}; the app's jobs are started by workflow_dispatch alone. Remove other triggers from .github/workflows/mlpipelines.yml.`,
  );
}

function wrongRepository(): Refusal {
  return new Refusal(
    'wrong-repository',
    'This attempt belongs to another repository than this job.',
  );
}

function wrongRun(): Refusal {
  return new Refusal('wrong-run', 'This attempt was dispatched to another workflow run.');
}

function rerun(): Refusal {
  return new Refusal(
    'rerun-by-github',
    "This job was run again by GitHub's own button, which repeats an attempt that is over. Use “Re-run failed” of the mlpipelines check, or `/mlp rerun`.",
  );
}

function wrongJob(hint: string | null): Refusal {
  return new Refusal(
    'wrong-job',
    `This job was not dispatched for ${hint === null ? 'this attempt' : JSON.stringify(hint)}: an attempt is given to its own job, not to one beside it.`,
  );
}

function workflowChanged({ workflowRef, workflowSha }: DispatchedJob): Refusal {
  return new Refusal(
    'workflow-changed',
    `The workflow that runs is not the one that was checked (${workflowRef} at ${workflowSha}): the branch moved, or the file was edited meanwhile. Start the run again.`,
  );
}
