import type { BlobStore } from '../../content/blob-store.ts';
import type { Report } from '../reports/report/report.ts';
import type { PageStory, ToldRun } from '../reports/check/page-story.ts';
import type { Drawing } from '../drawing/open-drawing.ts';
import type { RepositoryRef } from '../domain/hosted.ts';
import type { PeopleDoorDeps, Person } from '../api/people/people-door.ts';
import type { Clock } from '../runtime/ports/clock.ts';
import type { Warn } from '../runtime/ports/host.ts';
import type { Runtime } from '../runtime/runtime.ts';
import type { Store } from '../runtime/ports/store.ts';

/** What the pages need. They only read, but for who is signed in; what people press goes through one door (app/api/people). */
export type PagesDeps = {
  /** Where people reach this app, without a slash at its end. Cookies are for HTTPS alone when it is `https:`. */
  readonly url: string;
  /** `https://github.com`, or an Enterprise Server; for links. */
  readonly githubUrl: string;
  /** At least 32 random bytes, the same for all replicas: seals what a sign-in remembers until GitHub answers. */
  readonly key: Uint8Array;
  readonly store: PageStore;
  readonly runtime: Pick<Runtime, 'onChange'>;
  readonly blobs: BlobStore;
  readonly drawing: Pick<Drawing, 'draw' | 'layOut'>;
  readonly clock: Clock;
  readonly login: Login;
  /** Whether GitHub lets this person read the repository; a throw means no. */
  readonly mayRead: (repository: RepositoryRef, person: Person) => Promise<boolean>;
  /** The repository of this name, if the App is installed on it; else null. */
  readonly findRepository: (owner: string, name: string) => Promise<RepositoryRef | null>;
  /** What a run says of its model, and where it failed. */
  readonly story: (run: ToldRun) => Promise<PageStory>;
  /** What one run measured beside another; null: it measured nothing that it is judged by. */
  readonly compare: (run: ToldRun, other: ToldRun) => Promise<Report | null>;
  /** The first lines of what commits say of themselves; throws when GitHub cannot be asked. */
  readonly headlines: (
    repository: RepositoryRef,
    shas: readonly string[],
  ) => Promise<ReadonlyMap<string, string>>;
  /** What people say of a model, as the default branch has it (`modelFileOf`); null: it has no such file. Throws when GitHub cannot be asked. */
  readonly modelFile: (repository: RepositoryRef, file: string) => Promise<string | null>;
  /** Does what somebody pressed on the page of a run, by the law that holds on GitHub; throws when that cannot be asked. */
  readonly press: PeopleDoorDeps['press'];
  /** Does what somebody asks of a model on its page, and says beforehand what would come of it. */
  readonly askOfModel: PeopleDoorDeps['askOfModel'];
  readonly foresee: PeopleDoorDeps['foresee'];
  readonly warn: Warn;
};

export type PageStore = Pick<
  Store,
  | 'runs'
  | 'audits'
  | 'baselines'
  | 'comparisons'
  | 'registry'
  | 'cache'
  | 'attempts'
  | 'logTails'
  | 'dispatches'
  | 'machines'
  | 'costs'
  | 'publications'
  | 'webSessions'
  | 'watch'
>;

/** GitHub's web flow for signing in (app/github/login/login.ts). */
export type Login = {
  /** `state` comes back unchanged; `challenge` is the SHA-256 of the verifier, base64url. */
  readonly authorizeUrl: (request: {
    readonly state: string;
    readonly challenge: string;
  }) => string;
  /** Throws when GitHub does not take the code, or cannot be asked. */
  readonly identify: (code: string, verifier: string) => Promise<Person>;
};

export type { Person } from '../api/people/people-door.ts';
