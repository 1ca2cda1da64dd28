import type { RepositoryRef } from '../../domain/hosted.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Access } from '../../api/people/access.ts';
import type { PageStore, Person } from '../pages-deps.ts';

/** A run of a repository that somebody may read, with no more of it than that takes to know. */
export type ReadableRun = { readonly header: RunHeader; readonly repository: RepositoryRef };

type Headers = { readonly runs: Pick<PageStore['runs'], 'header'> };

/** The run of this id, for whoever may read it; null: there is none, or they may not: which of the two nobody learns. */
export async function readableRun(
  store: Headers,
  access: Pick<Access, 'mayRead'>,
  { id, person }: { readonly id: string; readonly person: Person },
): Promise<ReadableRun | null> {
  const header = await headerOf(store, id);
  const repository = header?.hosted?.repository;
  if (header === null || repository === undefined) return null;
  return (await access.mayRead(repository, person)) ? { header, repository } : null;
}

/** The run that an address lays under another one of the same repository; null: it names none, or one of elsewhere. */
export async function runBelow(
  store: Headers,
  { repository }: Pick<ReadableRun, 'repository'>,
  id: string | null,
): Promise<RunHeader | null> {
  const header = id === null ? null : await headerOf(store, id);
  return header?.hosted?.repository.id === repository.id ? header : null;
}

async function headerOf({ runs }: Headers, id: string): Promise<RunHeader | null> {
  return /^[0-9a-z]{1,40}$/.test(id) ? runs.header(id) : null;
}
