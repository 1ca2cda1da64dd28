import type { JsonMap } from '../../domain/json.ts';
import type { RepositoryName } from '../reads/api-port.ts';
import { refusedWith } from '../client/call-errors.ts';
import { refusalOf, type CallRefusal } from '../client/what-failed.ts';
import type { InstallationClient, InstallationClients } from '../client/installation-clients.ts';
import { isForbidden } from './is-forbidden.ts';
import { onboardingFiles, type WrittenFor } from './onboarding-files.ts';
import { onboardingIssue, onboardingPull } from './onboarding-words.ts';
import { lookAtRepository, ONBOARDING_BRANCH, type Looked } from './look-at-repository.ts';

export type OnboardingDeps = WrittenFor & {
  readonly clients: InstallationClients;
  /** Our own login. */
  readonly self: string;
  /** One line for the operator. */
  readonly note: (message: string, about: JsonMap) => void;
};
type Octokit = InstallationClient['octokit'];

/**
 * Proposes what a repository needs as a pull request, once in its life: one that was closed is an answer. Where the
 * app may not write, an issue says what to paste. Called again after any failure it goes on where it was.
 */
export async function onboardRepository(
  octokit: Octokit,
  deps: OnboardingDeps,
  at: RepositoryName,
): Promise<void> {
  const looked = await lookAtRepository(octokit, at);
  if (looked === null || (await wasProposed(octokit, deps, at))) return;
  try {
    await propose(octokit, deps, { at, looked });
  } catch (error) {
    const refusal = refusalOf(error);
    if (refusal === null || !isForbidden(error)) throw error;
    await say(octokit, deps, { at, looked, refusal });
  }
}

type Proposal = { readonly at: RepositoryName; readonly looked: Looked };

async function wasProposed(
  octokit: Octokit,
  { self }: OnboardingDeps,
  { owner, name: repo }: RepositoryName,
): Promise<boolean> {
  const head = `${owner}:${ONBOARDING_BRANCH}`;
  const ofBranch = octokit.rest.pulls.list({ owner, repo, head, state: 'all', per_page: 1 });
  if ((await orNone(ofBranch)).length > 0) return true;
  const ours = { owner, repo, creator: self, state: 'all', per_page: 100 } as const;
  const issues = await orNone(octokit.rest.issues.listForRepo(ours));
  return issues.some(({ title }) => title === onboardingIssue.title);
}

async function propose(
  octokit: Octokit,
  deps: OnboardingDeps,
  { at, looked }: Proposal,
): Promise<void> {
  const { owner, name: repo } = at;
  const files = onboardingFiles(deps, looked);
  const { branchSha, isCommitted, sha, defaultBranch: base } = looked;
  if (branchSha === null) {
    const ref = `refs/heads/${ONBOARDING_BRANCH}`;
    await octokit.rest.git.createRef({ owner, repo, ref, sha });
  }
  if (!isCommitted) await commit(octokit, at, { head: branchSha ?? sha, files });
  const { title, body } = onboardingPull(deps, Object.keys(files));
  const pull = { owner, repo, head: ONBOARDING_BRANCH, base, title, body };
  await octokit.rest.pulls.create(pull).catch((error: unknown) => {
    // 422: an earlier try, whose answer was lost, opened it.
    if (refusedWith(error) !== 422) throw error;
  });
}

/** One commit of all files, signed by GitHub: https://docs.github.com/graphql/reference/mutations#createcommitonbranch */
async function commit(
  octokit: Octokit,
  { owner, name }: RepositoryName,
  {
    head: expectedHeadOid,
    files,
  }: { readonly head: string; readonly files: Readonly<Record<string, string>> },
): Promise<void> {
  const additions = Object.entries(files).map(([path, text]) => ({
    path,
    contents: Buffer.from(text).toString('base64'),
  }));
  const branch = { repositoryNameWithOwner: `${owner}/${name}`, branchName: ONBOARDING_BRANCH };
  const message = { headline: 'Run pipelines with mlpipelines' };
  await octokit.graphql(COMMIT, {
    input: { branch, expectedHeadOid, message, fileChanges: { additions } },
  });
}

const COMMIT = `mutation Onboard($input: CreateCommitOnBranchInput!) {
  createCommitOnBranch(input: $input) { commit { oid } }
}`;

/** Where even an issue is refused, nobody is told: the App's owner chose its permissions. */
async function say(
  octokit: Octokit,
  deps: OnboardingDeps,
  { at, looked, refusal }: Proposal & { readonly refusal: CallRefusal },
): Promise<void> {
  const { owner, name: repo } = at;
  const { title, bodyOf } = onboardingIssue;
  const ref = `heads/${ONBOARDING_BRANCH}`;
  // 422: there is no such branch.
  await refusedIsWell(octokit.rest.git.deleteRef({ owner, repo, ref }));
  const body = bodyOf(onboardingFiles(deps, looked), refusal);
  // 410: issues are turned off.
  await refusedIsWell(octokit.rest.issues.create({ owner, repo, title, body }));
}

async function refusedIsWell(asked: Promise<unknown>): Promise<void> {
  try {
    await asked;
  } catch (error) {
    if (refusalOf(error) === null) throw error;
  }
}

/** What may not be read is none. */
async function orNone<T>(asked: Promise<{ readonly data: readonly T[] }>): Promise<readonly T[]> {
  try {
    return (await asked).data;
  } catch (error) {
    if (isForbidden(error)) return [];
    throw error;
  }
}
