import type { Octokit } from '@octokit/rest';
import { POLICY_FILE } from '../../domain/policy.ts';
import { compilingFor } from '../../triggers/compiling/compiling.ts';
import type { Compiler } from '../../triggers/compiling/compiler.ts';
import { PipelineFiles, type CommitFile } from '../../triggers/pipeline-files.ts';
import type { Config, ConfigQuestion, RepositoryName } from './api-port.ts';

const QUERY = `query Pipelines(
  $owner: String!, $name: String!, $head: String!, $headPolicy: String!, $policy: String!,
  $pull: Int!, $withPull: Boolean!, $base: String!, $baseFiles: String!, $withBase: Boolean!
) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name target { oid } }
    head: object(expression: $head) { ...files }
    granting: object(expression: "HEAD:.mlpipelines") { ...files }
    policy: object(expression: $policy) { ...blob }
    headPolicy: object(expression: $headPolicy) { ...blob }
    pullRequest(number: $pull) @include(if: $withPull) { state headRefOid }
    base: ref(qualifiedName: $base) @include(if: $withBase) {
      name
      refUpdateRule {
        allowsDeletions allowsForcePushes blocksCreations pattern requiredApprovingReviewCount
      }
    }
    baseFiles: object(expression: $baseFiles) @include(if: $withBase) { ...files }
  }
}
fragment blob on GitObject { ... on Blob { byteSize isBinary isTruncated text } }
fragment files on GitObject {
  ... on Tree { entries { name object { ...blob } } }
}`;

type Blob = {
  readonly byteSize: number;
  readonly isBinary: boolean | null;
  readonly isTruncated: boolean;
  readonly text: string | null;
};
type Tree = {
  readonly entries?:
    readonly { readonly name: string; readonly object: Partial<Blob> | null }[] | null;
};
type Rule = {
  readonly allowsDeletions: boolean;
  readonly allowsForcePushes: boolean;
  readonly blocksCreations: boolean;
  readonly pattern: string;
  readonly requiredApprovingReviewCount: number | null;
};
type Base = { readonly name: string; readonly refUpdateRule: Rule | null };
type Answer = {
  readonly repository: {
    readonly defaultBranchRef: {
      readonly name: string;
      readonly target: { readonly oid: string } | null;
    } | null;
    readonly head: Tree | null;
    readonly granting: Tree | null;
    readonly policy: Partial<Blob> | null;
    readonly headPolicy: Partial<Blob> | null;
    readonly base?: Base | null;
    readonly baseFiles?: Tree | null;
    readonly pullRequest?: { readonly state: string; readonly headRefOid: string } | null;
  } | null;
};

/**
 * Every pipeline file of a commit and of the branch that grants, and the policy files, in one call however many there
 * are. A file that GitHub shows only in part, or that is no text, comes with what is wrong with it.
 */
export async function readConfig(
  {
    octokit,
    compiler,
  }: { readonly octokit: Pick<Octokit, 'graphql'>; readonly compiler: Pick<Compiler, 'ask'> },
  at: RepositoryName,
  question: ConfigQuestion,
): Promise<Config | null> {
  const { repository } = await ask(octokit, at, question);
  if (repository === null) return null;
  const { defaultBranchRef, head, policy, headPolicy, pullRequest } = repository;
  const defaultBranch = defaultBranchRef?.name ?? '';
  const { granting, grantedBy } = grantingOf(repository, defaultBranch);
  const compiling = compilingFor(compiler, `${at.owner}/${at.name}`);
  return {
    defaultBranch,
    defaultSha: defaultBranchRef?.target?.oid ?? '',
    head: new PipelineFiles(filesOf(head), compiling),
    granting: new PipelineFiles(granting, compiling),
    grantedBy,
    policy: policyFile(policy),
    headPolicy: policyFile(headPolicy),
    compiling,
    pull:
      pullRequest === undefined || pullRequest === null
        ? null
        : { isOpen: pullRequest.state === 'OPEN', headSha: pullRequest.headRefOid },
  };
}

async function ask(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  question: ConfigQuestion,
): Promise<Answer> {
  const { sha, pull, base } = question;
  try {
    return await octokit.graphql<Answer>(QUERY, {
      owner,
      name,
      head: `${sha}:.mlpipelines`,
      policy: `HEAD:${POLICY_FILE}`,
      headPolicy: `${sha}:${POLICY_FILE}`,
      pull: pull ?? 0,
      withPull: pull !== null,
      base: `refs/heads/${base ?? ''}`,
      baseFiles: `refs/heads/${base ?? ''}:.mlpipelines`,
      withBase: base !== null,
    });
  } catch (error) {
    // Whoever may not see how a base is protected goes by the default branch alone.
    const isRefused = error instanceof Error && error.name === 'GraphqlResponseError';
    if (base === null || !isRefused) throw error;
    return ask(octokit, { owner, name }, { ...question, base: null });
  }
}

/**
 * A base grants like the default branch only where nobody gets anything into it without a review. A pattern with
 * wildcards does not do unless making branches is restricted too: a branch of that name could be pushed as it is.
 * https://docs.github.com/repositories/configuring-branches-and-merges-in-your-repository/managing-protected-branches
 */
function grantingOf(
  { base, baseFiles, granting }: NonNullable<Answer['repository']>,
  defaultBranch: string,
): { readonly granting: readonly CommitFile[]; readonly grantedBy: string } {
  return base != null && isReviewed(base)
    ? { granting: filesOf(baseFiles ?? null), grantedBy: base.name }
    : { granting: filesOf(granting), grantedBy: defaultBranch };
}

function isReviewed({ name, refUpdateRule: rule }: Base): boolean {
  if (rule === null || rule.allowsDeletions || rule.allowsForcePushes) return false;
  const isOne = rule.blocksCreations || rule.pattern === name;
  return isOne && (rule.requiredApprovingReviewCount ?? 0) > 0;
}

function policyFile(blob: Partial<Blob> | null): CommitFile | null {
  return blob?.byteSize === undefined ? null : fileOf(POLICY_FILE, blob);
}

function filesOf(tree: Tree | null): readonly CommitFile[] {
  const entries = tree?.entries ?? [];
  return entries.flatMap(({ name, object }) => {
    const isPipeline = /\.ya?ml$/.test(name) && object?.byteSize !== undefined;
    return isPipeline ? [fileOf(`.mlpipelines/${name}`, object)] : [];
  });
}

function fileOf(file: string, { byteSize = 0, isBinary, isTruncated, text }: Partial<Blob>) {
  if (isBinary === true || text === null || text === undefined) {
    return { file, text: '', trouble: 'it is no text' };
  }
  if (isTruncated === true) {
    const trouble = `it has ${byteSize} bytes, more than GitHub shows of a file; make two of it`;
    return { file, text: '', trouble };
  }
  return { file, text, trouble: null };
}
