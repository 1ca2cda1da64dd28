import type { RepositoryRef } from '../../domain/hosted.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import type { Tried } from './load-detail.ts';

/** The page of a run, at one of its steps. */
export function stepLink(run: string, step: string, attempt: number | null = null): string {
  const query = new URLSearchParams({
    step,
    ...(attempt !== null && { attempt: String(attempt) }),
  });
  return `/runs/${run}?${query.toString()}#step`;
}

/** All lines that are kept of an attempt, as a file. */
export function logLink({ run, key, attempt }: AttemptId): string {
  const query = new URLSearchParams({ step: key, attempt: String(attempt) });
  return `/runs/${run}/log?${query.toString()}`;
}

/** The newest runs of a repository. */
export function repositoryLink({ owner, name }: RepositoryName): string {
  return `/repos/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
}

/** Who decided what in it. */
export function auditLink(repository: RepositoryName): string {
  return `${repositoryLink(repository)}/audit`;
}

/** What its runs cost, and its machines. */
export function costsLink(repository: RepositoryName): string {
  return `${repositoryLink(repository)}/costs`;
}

/** The newest runs of one of its pipelines. */
export function pipelineLink(repository: RepositoryName, pipeline: string): string {
  const query = new URLSearchParams({ pipeline: pipeline.toWellFormed() });
  return `${repositoryLink(repository)}?${query.toString()}`;
}

/** Runs beside each other; with one, which others there are. */
export function compareLink(repository: RepositoryName, run: string, other?: string): string {
  const query = new URLSearchParams({ run });
  if (other !== undefined) query.append('run', other);
  return `${repositoryLink(repository)}/compare?${query.toString()}`;
}

/** The models of a repository. */
export function modelsLink(repository: RepositoryName): string {
  return `${repositoryLink(repository)}/models`;
}

/** A model, or a version of it. */
export function modelLink(repository: RepositoryName, model: string, version?: number): string {
  const page = `${modelsLink(repository)}/${encodeURIComponent(model.toWellFormed())}`;
  return version === undefined ? page : `${page}/${version}`;
}

/** Where one asks for something to be done with a model. */
export function askLink(repository: RepositoryName, model: string): string {
  return `${modelLink(repository, model)}/ask`;
}

type RepositoryName = Pick<RepositoryRef, 'owner' | 'name'>;

/** A line of a file of the repository. */
export type SourcePlace = { readonly path: string; readonly line: number };

/** Addresses on GitHub, of what belongs to one repository. */
export function githubLinks(githubUrl: string, { owner, name }: RepositoryRef) {
  const home = `${githubUrl}/${encodeURIComponent(owner)}/${encodeURIComponent(name)}`;
  return {
    home,
    commit: (sha: string) => `${home}/commit/${inAddress(sha)}`,
    pull: (number: number) => `${home}/pull/${number}`,
    branch: (branch: string) => `${home}/tree/${branch.split('/').map(inAddress).join('/')}`,
    /** https://docs.github.com/repositories/working-with-files/using-files/getting-permanent-links-to-files */
    line: (sha: string, { path, line }: SourcePlace) =>
      `${home}/blob/${inAddress(sha)}/${path.split('/').map(inAddress).join('/')}#L${line}`,
    compare: (before: string, after: string) =>
      `${home}/compare/${inAddress(before)}...${inAddress(after)}`,
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
