import type { DispatchTarget } from '../../runtime/ports/hosted/dispatches.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { describeRefusal, refusalOf, type CallRefusal } from '../client/what-failed.ts';
import { UNTRUSTED_WORKFLOW_PATH } from '../workflow/workflow-file.ts';
import type { WorkflowCheck } from './check-workflow.ts';

/** Branches that live for one run of untrusted code; docs/trust.md names the prefix. */
const PREFIX = 'mlpipelines/ok/';

/** The branch on which the jobs of a run of a commit that nobody answers for are dispatched. */
export function throwawayRef(sha: string, run: string): string {
  // An id begins with its time; what tells those of one moment apart comes last.
  return `refs/heads/${PREFIX}${sha.slice(0, 12)}-${run.slice(-8)}`;
}

/**
 * Makes the branch, at the default branch's commit, or takes the one that another dispatch of the run made, as long as its
 * workflow file is still the default branch's: each push starts workflows of others. GitHub takes the workflow from the
 * branch, so no line of it is the stranger's, whose commit is an input. It is not the default branch itself since what a
 * job stores in GitHub's own cache is read by all jobs below its branch:
 * https://docs.github.com/actions/reference/workflows-and-actions/dependency-caching#restrictions-for-accessing-a-cache
 */
export async function openThrowaway(
  { octokit }: InstallationClient,
  target: DispatchTarget,
): Promise<WorkflowCheck> {
  const before = await look(octokit, target);
  if (before === null) return { ok: false, message: NO_FILE };
  if (before.placed !== null) return { ok: true, sha: before.placed };
  if (!before.isThere && (await make(octokit, target, before.sha)) === null) {
    return { ok: true, sha: before.sha };
  }
  // Another dispatch of the run may have made it meanwhile.
  const now = await look(octokit, target);
  if (now === null) return { ok: false, message: NO_FILE };
  if (now.placed !== null) return { ok: true, sha: now.placed };
  const place = now.isThere ? makeAnew : make;
  const refusal = await place(octokit, target, now.sha);
  if (refusal === null) return { ok: true, sha: now.sha };
  return { ok: false, message: describeRefusal(refusal, MAY_NOT) };
}

type Octokit = InstallationClient['octokit'];
type Looked = {
  /** The default branch's commit. */
  readonly sha: string;
  readonly isThere: boolean;
  /** Commit of the branch, whose workflow file is the default branch's; null: there is none, or its file is not. */
  readonly placed: string | null;
};

/** Null: the default branch has no such workflow. */
async function look(octokit: Octokit, { repository, ref }: DispatchTarget): Promise<Looked | null> {
  const { owner, name } = repository;
  const [file, at] = [`HEAD:${UNTRUSTED_WORKFLOW_PATH}`, `${ref}:${UNTRUSTED_WORKFLOW_PATH}`];
  const asked = { owner, name, ref, file, at };
  const { repository: found } = await octokit.graphql<Answer>(QUERY, asked);
  const head = found?.defaultBranchRef?.target ?? null;
  if (found === null || head === null || found.file === null) return null;
  const placed = found.at?.oid === found.file.oid ? found.ref : null;
  return {
    sha: head.oid,
    isThere: found.ref !== null,
    placed: placed === null ? null : placed.target.oid,
  };
}

/** Null: it is made. What exists is not: `Reference already exists`. */
function make(
  { rest }: Octokit,
  { repository, ref }: DispatchTarget,
  sha: string,
): Promise<CallRefusal | null> {
  const { owner, name: repo } = repository;
  return refusalFrom(rest.git.createRef({ owner, repo, ref, sha }));
}

/**
 * Not moved: GitHub takes no push that changes workflow files from an app without the permission `workflows`
 * (https://github.com/peter-evans/create-pull-request/issues/1713). That a branch made at a commit of the default branch is
 * no such push, and one moved there is, is concluded from that: no page says so.
 */
async function makeAnew(
  octokit: Octokit,
  target: DispatchTarget,
  sha: string,
): Promise<CallRefusal | null> {
  const { owner, name: repo } = target.repository;
  const { git } = octokit.rest;
  const refusal = await refusalFrom(git.deleteRef({ owner, repo, ref: bare(target.ref) }));
  return refusal ?? make(octokit, target, sha);
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
    readonly ref: { readonly target: Oid } | null;
    readonly file: Oid | null;
    readonly at: Oid | null;
  } | null;
};

const QUERY = `query Untrusted($owner: String!, $name: String!, $ref: String!, $file: String!, $at: String!) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { target { oid } }
    ref(qualifiedName: $ref) { target { oid } }
    file: object(expression: $file) { oid }
    at: object(expression: $at) { oid }
  }
}`;

function bare(ref: string): string {
  return ref.slice('refs/'.length);
}
