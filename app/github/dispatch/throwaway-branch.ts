import type { DispatchTarget } from '../../runtime/ports/dispatches.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { describeRefusal, refusalOf, type CallRefusal } from '../client/what-failed.ts';
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
  const refusal = await place(octokit, { owner, repo, ref, sha });
  if (refusal === null) return { ok: true, sha };
  return { ok: false, message: describeRefusal(refusal, MAY_NOT) };
}

type Placing = {
  readonly owner: string;
  readonly repo: string;
  readonly ref: string;
  readonly sha: string;
};

/** Null: it is there. An earlier try may have made it, perhaps at an older commit: then it is moved. */
async function place(
  octokit: InstallationClient['octokit'],
  at: Placing,
): Promise<CallRefusal | null> {
  const { createRef, updateRef } = octokit.rest.git;
  const refusal = await refusalFrom(createRef(at));
  // What exists is not made: `Reference already exists`.
  if (refusal?.reason !== 'invalid') return refusal;
  return refusalFrom(updateRef({ ...at, ref: bare(at.ref), force: true }));
}

async function refusalFrom(asked: Promise<unknown>): Promise<CallRefusal | null> {
  try {
    await asked;
    return null;
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null) throw error;
    return refusal;
  }
}

/** Removes the branch; well if it is gone already. */
export async function closeThrowaway(
  { octokit }: InstallationClient,
  { repository, ref }: DispatchTarget,
): Promise<void> {
  const { owner, name: repo } = repository;
  // 422: it does not exist; whatever is refused will never be done.
  await refusalFrom(octokit.rest.git.deleteRef({ owner, repo, ref: bare(ref) }));
}

const NO_FILE = `The default branch has no ${UNTRUSTED_WORKFLOW_PATH}, by which alone code of someone without write access runs. Run \`mlpipelines init --update\` there and merge the file.`;
const GRANT =
  'Grant it the permission `contents: write`, and let rulesets pass `mlpipelines/ok/*`.';
const MAY_NOT = {
  what: 'Code of someone without write access runs on a branch of its own, and GitHub does not let this app make one',
  next: { forbidden: GRANT, rule: GRANT, invalid: GRANT },
};

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
