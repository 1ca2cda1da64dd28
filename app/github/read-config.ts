import type { Octokit } from '@octokit/rest';
import type { Config, ConfigFile, ConfigQuestion, RepositoryName } from './api-port.ts';

const QUERY = `query Pipelines($owner: String!, $name: String!, $head: String!, $pull: Int!, $withPull: Boolean!) {
  repository(owner: $owner, name: $name) {
    defaultBranchRef { name target { oid } }
    head: object(expression: $head) { ...files }
    granting: object(expression: "HEAD:.mlpipelines") { ...files }
    pullRequest(number: $pull) @include(if: $withPull) { state headRefOid }
  }
}
fragment files on GitObject {
  ... on Tree {
    entries { name object { ... on Blob { byteSize isBinary isTruncated text } } }
  }
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
type Answer = {
  readonly repository: {
    readonly defaultBranchRef: {
      readonly name: string;
      readonly target: { readonly oid: string } | null;
    } | null;
    readonly head: Tree | null;
    readonly granting: Tree | null;
    readonly pullRequest?: { readonly state: string; readonly headRefOid: string } | null;
  } | null;
};

/**
 * Every pipeline file of a commit and of the default branch, in one call however many there are. A file that GitHub
 * shows only in part, or that is no text, comes with what is wrong with it.
 */
export async function readConfig(
  octokit: Pick<Octokit, 'graphql'>,
  { owner, name }: RepositoryName,
  { sha, pull }: ConfigQuestion,
): Promise<Config | null> {
  const { repository } = await octokit.graphql<Answer>(QUERY, {
    owner,
    name,
    head: `${sha}:.mlpipelines`,
    pull: pull ?? 0,
    withPull: pull !== null,
  });
  if (repository === null) return null;
  const { defaultBranchRef, head, granting, pullRequest } = repository;
  return {
    defaultBranch: defaultBranchRef?.name ?? '',
    defaultSha: defaultBranchRef?.target?.oid ?? '',
    head: filesOf(head),
    granting: filesOf(granting),
    pull:
      pullRequest === undefined || pullRequest === null
        ? null
        : { isOpen: pullRequest.state === 'OPEN', headSha: pullRequest.headRefOid },
  };
}

function filesOf(tree: Tree | null): readonly ConfigFile[] {
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
