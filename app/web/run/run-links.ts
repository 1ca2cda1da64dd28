import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Tried } from './load-detail.ts';

/** The page of a run, at one of its steps. */
export function stepLink(run: string, step: string, attempt: number | null = null): string {
  const query = new URLSearchParams({
    step,
    ...(attempt !== null && { attempt: String(attempt) }),
  });
  return `/runs/${run}?${query.toString()}#step`;
}

/** The newest runs of a repository. */
export function repositoryLink({ owner, name }: Pick<RepositoryRef, 'owner' | 'name'>): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/** Addresses on GitHub, of what belongs to one repository. */
export function githubLinks(githubUrl: string, { owner, name }: RepositoryRef) {
  const home = `${githubUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  return {
    home,
    commit: (sha: string) => `${home}/commit/${inAddress(sha)}`,
    pull: (number: number) => `${home}/pull/${number}`,
    branch: (branch: string) => `${home}/tree/${branch.split('/').map(inAddress).join('/')}`,
    check: (id: number) => `${home}/runs/${id}`,
    job: ({ workflowRun, checkRun }: NonNullable<Tried['job']>) =>
      // A job and its check run have one number.
      `${home}/actions/runs/${workflowRun}${checkRun === null ? '' : `/job/${checkRun}`}`,
  };
}

// Half a character cannot be written in an address.
function inAddress(text: string): string {
  return encodeURIComponent(text.toWellFormed());
}
