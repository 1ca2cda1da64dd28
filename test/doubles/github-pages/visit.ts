import type { GitHub } from '../github/open-github.ts';
import type { SeededRepository } from '../github/people/seeded-repository.ts';
import { canRead, roleIn, atLeast } from '../github/state/permission-of.ts';
import { fullNameOf, repositoryOf } from '../github/state/world.ts';
import type { Guide } from './guide.ts';
import type { Account } from '../github/state/accounts.ts';
import type { Repository } from '../github/state/repository.ts';

/** Someone a visitor may be. */
export type DemoPerson = {
  readonly login: string;
  /** A few words for the list: "maintainer". */
  readonly about: string;
};

/** One request for a page: whom it is for, and where they are. */
export type Visit = {
  readonly github: GitHub;
  readonly me: Account;
  readonly people: readonly DemoPerson[];
  readonly guide: Guide;
  readonly url: URL;
};

/** A visit of a repository that the visitor may read. */
export type RepositoryVisit = Visit & {
  readonly repository: Repository;
  readonly seeded: SeededRepository;
  /** `/owner/name`, what addresses of the repository begin with. */
  readonly base: string;
  readonly canWrite: boolean;
};

/** The visit of `owner/name`; null when there is none that the visitor may see. */
export function visitRepository(visit: Visit, owner: string, name: string): RepositoryVisit | null {
  const { github, me } = visit;
  const repository = repositoryOf(github.world, owner, name);
  if (repository === undefined || !canRead(repository, me)) return null;
  const fullName = fullNameOf(repository);
  return {
    ...visit,
    repository,
    seeded: github.repository(fullName),
    base: `/${fullName}`,
    canWrite: atLeast(roleIn(repository, me), 'write'),
  };
}

/** A request that cannot be done, in words for who asked. */
export class Refused extends Error {}
