import type { RepositoryRef } from '../domain/hosted.ts';
import type { PagesDeps, Person } from './pages-deps.ts';
import { remembered } from './remembered.ts';

/** What GitHub says of repositories, believed for a minute. When it cannot be asked, the answer is no. */
export type Access = {
  /** Whether somebody may see what is of a repository. */
  readonly mayRead: (repository: RepositoryRef, person: Person) => Promise<boolean>;
  /** The repository of this name; null: none that the App is installed on. */
  readonly find: (owner: string, name: string) => Promise<RepositoryRef | null>;
};

/** Asks GitHub through what the pages were given. */
export function createAccess(deps: PagesDeps): Access {
  const { clock, warn } = deps;
  const mayRead = remembered(
    clock,
    ({ repository, person }: { repository: RepositoryRef; person: Person }) =>
      `${repository.id} ${person.id} ${person.login}`,
    ({ repository, person }) => deps.mayRead(repository, person.login),
  );
  const find = remembered(
    clock,
    ({ owner, name }: { owner: string; name: string }) => `${owner}/${name}`.toLowerCase(),
    ({ owner, name }) => deps.findRepository(owner, name),
  );
  const orNot = async <T>(asked: Promise<T>, not: T): Promise<T> => {
    try {
      return await asked;
    } catch (error) {
      warn(`GitHub did not say who may see what: ${String(error)}`, {});
      return not;
    }
  };
  return {
    mayRead: (repository, person) => orNot(mayRead({ repository, person }), false),
    find: (owner, name) => orNot(find({ owner, name }), null),
  };
}
