import type { RepositoryName } from '../reads/api-port.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { checkoutAsks, type CheckoutAsks } from '../workflow/checkout-asks.ts';
import { WORKFLOW_PATH } from '../workflow/workflow-file.ts';
import { isForbidden } from './is-forbidden.ts';

/** Never reused for anything else: a pull request from it says that the repository was asked. */
export const ONBOARDING_BRANCH = 'mlpipelines/onboarding';

/** What a proposal depends on. */
export type Looked = {
  readonly defaultBranch: string;
  /** Its commit. */
  readonly sha: string;
  /** It has pipelines, or files where the starter's would lie. */
  readonly hasPipelines: boolean;
  /** Commit of the branch of the proposal; null: there is none. */
  readonly branchSha: string | null;
  /** The branch has the files. */
  readonly isCommitted: boolean;
  /** As its root says; a `.gitattributes` further down is seen by `init --update`. */
  readonly checkout: CheckoutAsks;
};

/**
 * Looks at a repository; null: nothing is to be proposed to it: it has the workflow, is empty, archived, or not ours to see.
 * https://docs.github.com/rest/repos/repos#get-a-repository
 */
export async function lookAtRepository(
  { rest, graphql }: InstallationClient['octokit'],
  { owner, name }: RepositoryName,
): Promise<Looked | null> {
  if (!(await isInUse(rest, { owner, name }))) return null;
  const branch = `refs/heads/${ONBOARDING_BRANCH}`;
  const asked = {
    owner,
    name,
    branch,
    workflow: `HEAD:${WORKFLOW_PATH}`,
    proposed: `${branch}:${WORKFLOW_PATH}`,
  };
  const { repository } = await graphql<Answer>(QUERY, asked);
  const main = repository?.defaultBranchRef ?? null;
  if (repository === null || main === null || repository.workflow !== null) return null;
  return {
    defaultBranch: main.name,
    sha: main.target.oid,
    hasPipelines: repository.pipelines !== null || repository.starter !== null,
    branchSha: repository.ref?.target.oid ?? null,
    isCommitted: repository.proposed !== null,
    checkout: checkoutOf(repository),
  };
}

function checkoutOf({ attributes, modules }: Pick<Found, 'attributes' | 'modules'>): CheckoutAsks {
  return checkoutAsks([attributes?.text ?? ''], modules?.text ?? null);
}

async function isInUse(
  { repos }: InstallationClient['octokit']['rest'],
  { owner, name: repo }: RepositoryName,
): Promise<boolean> {
  try {
    const { archived, disabled } = (await repos.get({ owner, repo })).data;
    return !archived && !disabled;
  } catch (error) {
    if (isForbidden(error)) return false;
    throw error;
  }
}

type Oid = { readonly oid: string };
type Text = { readonly text?: string | null };
type Answer = { readonly repository: Found | null };
type Found = {
  readonly defaultBranchRef: { readonly name: string; readonly target: Oid } | null;
  readonly ref: { readonly target: Oid } | null;
  readonly workflow: Oid | null;
  readonly pipelines: Oid | null;
  readonly starter: Oid | null;
  readonly proposed: Oid | null;
  readonly attributes: Text | null;
  readonly modules: Text | null;
};

const QUERY = `query Onboarding($owner: String!, $name: String!, $branch: String!, $workflow: String!, $proposed: String!) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name target { oid } }
    ref(qualifiedName: $branch) { target { oid } }
    workflow: object(expression: $workflow) { oid }
    pipelines: object(expression: "HEAD:.mlpipelines") { oid }
    starter: object(expression: "HEAD:starter") { oid }
    proposed: object(expression: $proposed) { oid }
    attributes: object(expression: "HEAD:.gitattributes") { ... on Blob { text } }
    modules: object(expression: "HEAD:.gitmodules") { ... on Blob { text } }
  }
}`;
