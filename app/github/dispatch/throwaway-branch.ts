import type { DispatchTarget } from '../../runtime/ports/dispatches.ts';
import { refusedWith } from '../client/call-errors.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { UNTRUSTED_WORKFLOW_PATH } from '../workflow/workflow-file.ts';
import type { WorkflowCheck } from './check-workflow.ts';

/** Branches that live for one dispatch of untrusted code. */
const PREFIX = 'mlpipelines/ok/';

/** The branch on which a dispatch of a commit that nobody answers for is dispatched. */
export function throwawayRef(sha: string, dispatch: string): string {
  return `refs/heads/${PREFIX}${sha.slice(0, 12)}-${dispatch.slice(0, 8)}`;
}

/**
 * Makes the branch, at the default branch's commit: GitHub takes the workflow from the branch, so no line of it is the
 * stranger's, whose commit is an input. It is not the default branch itself since what a job stores in GitHub's own
 * cache is read by all jobs below its branch: https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache
 */
export async function openThrowaway(
  { octokit }: InstallationClient,
  { repository, ref }: DispatchTarget,
): Promise<WorkflowCheck> {
  const { owner, name: repo } = repository;
  const asked = { owner, name: repo, file: `HEAD:${UNTRUSTED_WORKFLOW_PATH}` };
  const { repository: found } = await octokit.graphql<Answer>(QUERY, asked);
  const sha = found?.defaultBranchRef?.target?.oid ?? null;
  if (sha === null || found?.file == null) return { ok: false, message: NO_FILE };
  const isPlaced = await place(octokit, { owner, repo, ref, sha });
  return isPlaced ? { ok: true, sha } : { ok: false, message: MAY_NOT };
}

type Placing = {
  readonly owner: string;
  readonly repo: string;
  readonly ref: string;
  readonly sha: string;
};

/** False: GitHub does not let this app. An earlier try may have made it, perhaps at an older commit: then it is moved. */
async function place(octokit: InstallationClient['octokit'], at: Placing): Promise<boolean> {
  const { createRef, updateRef } = octokit.rest.git;
  const made = await granted(createRef(at));
  return made || granted(updateRef({ ...at, ref: bare(at.ref), force: true }));
}

/** 403: no permission, or a rule forbids it; 422: it exists, does not exist, or a rule forbids it. */
async function granted(asked: Promise<unknown>): Promise<boolean> {
  try {
    await asked;
    return true;
  } catch (error) {
    const status = refusedWith(error);
    if (status === 403 || status === 422) return false;
    throw error;
  }
}

/** Removes the branch; well if it is gone already. */
export async function closeThrowaway(
  { octokit }: InstallationClient,
  { repository, ref }: DispatchTarget,
): Promise<void> {
  const { owner, name: repo } = repository;
  try {
    await octokit.rest.git.deleteRef({ owner, repo, ref: bare(ref) });
  } catch (error) {
    // 422: it does not exist; 404: the repository does not; 403: no right any more, so that there never will be.
    const status = refusedWith(error);
    if (status !== 422 && status !== 404 && status !== 403) throw error;
  }
}

const NO_FILE = `The default branch has no ${UNTRUSTED_WORKFLOW_PATH}, by which alone code of someone without write access runs. Run \`mlpipelines init --update\` there and merge the file.`;
const MAY_NOT =
  'Code of someone without write access runs on a branch of its own, and GitHub does not let this app make one. Grant it the permission `contents: write`, and let rulesets pass `mlpipelines/ok/*`.';

type Oid = { readonly oid: string };
type Answer = {
  readonly repository: {
    readonly defaultBranchRef: { readonly target: Oid | null } | null;
    readonly file: Oid | null;
  } | null;
};

const QUERY = `query Untrusted($owner: String!, $name: String!, $file: String!) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { target { oid } }
    file: object(expression: $file) { oid }
  }
}`;

function bare(ref: string): string {
  return ref.slice('refs/'.length);
}
