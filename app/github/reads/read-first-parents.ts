import type { Octokit } from '@octokit/rest';
import { refusalOf } from '../client/what-failed.ts';
import type { RepositoryName } from './api-port.ts';

const PAGE = 100;
/** A branch's own commits lie among those that were merged into it: so many pages of both are read. */
const MOST_PAGES = 5;

/**
 * A commit and its first parents, newest first. GitHub lists all that a commit grew from, each with its parents, and
 * cannot be asked for the first ones alone: https://docs.github.com/rest/commits/commits#list-commits
 */
export async function readFirstParents(
  octokit: Pick<Octokit, 'rest'>,
  { owner, name: repo }: RepositoryName,
  { sha, most }: { readonly sha: string; readonly most: number },
): Promise<readonly string[]> {
  const parents = new Map<string, string | undefined>();
  let chain: readonly string[] = [];
  for (let page = 1; page <= MOST_PAGES; page += 1) {
    const asked = { owner, repo, sha, per_page: PAGE, page };
    const listed = await octokit.rest.repos.listCommits(asked).catch(noneIfUnknown);
    for (const commit of listed.data) parents.set(commit.sha, commit.parents[0]?.sha);
    chain = follow(parents, sha, most);
    if (chain.length === most || listed.data.length < PAGE) return chain;
  }
  return chain;
}

function follow(
  parents: ReadonlyMap<string, string | undefined>,
  sha: string,
  most: number,
): readonly string[] {
  const chain: string[] = [];
  let next: string | undefined = sha;
  while (next !== undefined && parents.has(next) && chain.length < most) {
    chain.push(next);
    next = parents.get(next);
  }
  return chain;
}

function noneIfUnknown(error: unknown): { readonly data: [] } {
  const status = refusalOf(error)?.status;
  if (status === 404 || status === 422) return { data: [] };
  throw error;
}
