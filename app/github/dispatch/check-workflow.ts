import type { DispatchTarget } from '../../runtime/ports/hosted/dispatches.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { ACTION_SHAPE } from '../workflow/action-ref.ts';
import { WORKFLOW_PATH } from '../workflow/workflow-file.ts';

export type WorkflowCheck =
  /** The commit that the ref stands at, whose workflow file is the default branch's. */
  { readonly ok: true; readonly sha: string } | { readonly ok: false; readonly message: string };

/**
 * Whether the workflow file at a ref is, byte by byte, the default branch's: who may push a branch may change the file
 * there, and with it what happens to secrets. Nothing is started otherwise. GitHub runs the file as it is at the ref:
 * https://docs.github.com/actions/reference/workflows-and-actions/events-that-trigger-workflows#workflow_dispatch
 */
export async function checkWorkflow(
  { octokit }: InstallationClient,
  { repository, ref }: DispatchTarget,
): Promise<WorkflowCheck> {
  const { owner, name } = repository;
  const asked = { owner, name, ref, at: `${ref}:${WORKFLOW_PATH}`, main: `HEAD:${WORKFLOW_PATH}` };
  const answer = await octokit.graphql<Answer>(QUERY, asked);
  const found = answer.repository;
  const branch = ref.replace(/^refs\/(?:heads|tags)\//, '');
  if (found?.ref == null) {
    return refused(`The branch ${branch} is gone, so that no job can be started on it.`);
  }
  if (found.main === null) {
    return refused(
      `The default branch has no ${WORKFLOW_PATH}. Run \`mlpipelines init --app URL --action ${ACTION_SHAPE}\` there and merge the file, or merge the pull request that this app opened for it.`,
    );
  }
  if (found.at === null) {
    return refused(
      `${branch} has no ${WORKFLOW_PATH}. Merge or rebase it onto the default branch.`,
    );
  }
  if (found.at.oid !== found.main.oid) {
    return refused(
      `${WORKFLOW_PATH} of ${branch} is not the default branch's. Nothing runs with a changed workflow file: merge the change by itself first, or take it out of this branch; if the default branch has moved on, merge it into this one.`,
    );
  }
  return { ok: true, sha: found.ref.target.oid };
}

/** Whether two commits have the same workflow file: one that a branch moved on to may run as the one that was checked. */
export async function hasSameWorkflow(
  { octokit }: InstallationClient,
  { repository: { owner, name } }: Pick<DispatchTarget, 'repository'>,
  [checked, other]: readonly [string, string],
): Promise<boolean> {
  const at = (sha: string) => `${sha}:${WORKFLOW_PATH}`;
  const asked = { owner, name, checked: at(checked), other: at(other) };
  const { repository } = await octokit.graphql<Compared>(COMPARE, asked);
  return repository?.checked != null && repository.checked.oid === repository.other?.oid;
}

type Oid = { readonly oid: string };
type Answer = {
  readonly repository: {
    readonly ref: { readonly target: Oid } | null;
    readonly at: Oid | null;
    readonly main: Oid | null;
  } | null;
};

const QUERY = `query Workflow($owner: String!, $name: String!, $ref: String!, $at: String!, $main: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $ref) { target { oid } }
    at: object(expression: $at) { oid }
    main: object(expression: $main) { oid }
  }
}`;

type Compared = {
  readonly repository: { readonly checked: Oid | null; readonly other: Oid | null } | null;
};

const COMPARE = `query SameWorkflow($owner: String!, $name: String!, $checked: String!, $other: String!) {
  repository(owner: $owner, name: $name) {
    checked: object(expression: $checked) { oid }
    other: object(expression: $other) { oid }
  }
}`;

function refused(message: string): WorkflowCheck {
  return { ok: false, message };
}
