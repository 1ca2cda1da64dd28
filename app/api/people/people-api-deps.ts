import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Store } from '../../runtime/ports/store.ts';
import type { AccessDeps } from './access.ts';
import type { Person } from './people-door.ts';

/** For the command line of people who are signed in. It only reads; what it shows, the pages show too. */
export type PeopleApiDeps = Pick<AccessDeps, 'mayRead' | 'findRepository'> & {
  readonly signIn: {
    /** Of the App; no secret. */
    readonly clientId: string;
    /** What GitHub asks people to authorize. */
    readonly app: string;
    /** `https://github.com`, or an Enterprise Server. */
    readonly github: string;
  };
  readonly tokens: PersonTokens;
  readonly store: Pick<Store, 'registry' | 'runs' | 'baselines' | 'cache'>;
  /** What people say of a model, as the default branch has it; null: it has no such file. Throws when GitHub cannot be asked. */
  readonly modelFile: (repository: RepositoryRef, file: string) => Promise<string | null>;
  /** What somebody could decide now, by the law that would decide, if `by` may ask that. */
  readonly simulate: (asked: AskedToSimulate) => Promise<Simulated>;
  readonly warn: Warn;
};

/** What GitHub says of people's tokens. Each throws when it cannot be asked. */
export type PersonTokens = {
  /** Null: GitHub takes it not, or it was given to another App. */
  readonly personOf: (token: string) => Promise<Person | null>;
  /** Whether the token itself reaches the repository, which may be less than its owner may. */
  readonly sees: (token: string, repository: RepositoryRef) => Promise<boolean>;
  /** GitHub takes it no more. */
  readonly end: (token: string) => Promise<void>;
};

export type AskedToSimulate = {
  readonly repository: RepositoryRef;
  readonly by: Person;
  readonly pull: number;
  readonly login: string;
};

export type Simulated = { readonly done: boolean; readonly text: string };
