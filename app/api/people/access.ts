import type { RepositoryRef } from '../../domain/hosted.ts';
import { KnownLimit } from '../../wire/known-limit.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Person } from './people-door.ts';
import { remembered } from '../../wire/remembered.ts';

/** Each that nobody asked for lately costs a question to GitHub, and whoever has an account there may ask for any name. */
const LOOK_UPS = { perMs: 60_000, each: 60, all: 600 };

/** What GitHub says of repositories, believed for a minute. When it cannot be asked, the answer is no. */
export type Access = {
  /** Whether somebody may see what is of a repository. */
  readonly mayRead: (repository: RepositoryRef, person: Person) => Promise<boolean>;
  /** The repository of this name; null: none that the App is installed on, or they asked for too many. */
  readonly find: (named: Named, person: Person) => Promise<RepositoryRef | null>;
};

type Named = { readonly owner: string; readonly name: string };

export type AccessDeps = {
  /** Whether GitHub lets this person read the repository; a throw means no. */
  readonly mayRead: (repository: RepositoryRef, person: Person) => Promise<boolean>;
  /** The repository of this name, if the App is installed on it; else null. */
  readonly findRepository: (owner: string, name: string) => Promise<RepositoryRef | null>;
  readonly clock: Pick<Clock, 'now'>;
  readonly warn: Warn;
};

/** Asks GitHub through what was given; one for each way in. */
export function createAccess(deps: AccessDeps): Access {
  const { clock, warn } = deps;
  const mayRead = remembered(
    clock,
    ({ repository, person }: { repository: RepositoryRef; person: Person }) =>
      `${repository.id} ${person.id}`,
    ({ repository, person }) => deps.mayRead(repository, person),
  );
  const lookUps = new KnownLimit(clock, LOOK_UPS);
  const find = remembered(
    clock,
    ({ owner, name }: Named & { readonly person: Person }) => `${owner}/${name}`.toLowerCase(),
    async ({ owner, name, person }) => {
      if (lookUps.take(String(person.id))) return deps.findRepository(owner, name);
      throw new Error(`${person.login} looks for too many repositories`);
    },
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
    mayRead: async (repository, person) => {
      const may = await orNot(mayRead({ repository, person }), false);
      if (may) lookUps.know(String(person.id));
      return may;
    },
    find: (named, person) => orNot(find({ ...named, person }), null),
  };
}
