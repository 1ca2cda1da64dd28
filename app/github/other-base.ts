import type { RepositoryRef } from '../domain/hosted.ts';
import type { StartSubject } from '../triggers/start-order.ts';

/** The branch that a pull request merges into, where that is not the default branch; null: it is. */
export function otherBase({ defaultBranch }: RepositoryRef, base: string): string | null {
  return base === defaultBranch ? null : base;
}

/** The branch that the pull request of a run merges into, where that is not the default branch; null: none is. */
export function baseOf(
  { github }: Pick<StartSubject, 'github'>,
  repository: RepositoryRef,
): string | null {
  const base = github['base_ref'];
  return typeof base === 'string' && base !== '' ? otherBase(repository, base) : null;
}
