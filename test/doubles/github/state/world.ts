import type { ActionsBackend } from '../actions-backend.ts';
import type { Clock } from '../clock.ts';
import type { Deliveries } from '../hooks/deliveries.ts';
import type { Problems } from './problems.ts';
import type { Account, Actor, App, Installation, Token } from './accounts.ts';
import type { Repository } from './repository.ts';
import type { Runner, RunnerGroup } from './runs.ts';

/** Everything the stand-in knows, and the few services its parts share. */
export type World = {
  readonly clock: Clock;
  /** Where the bare repositories lie. */
  readonly folder: string;
  readonly urls: { server: string; api: string; graphql: string };
  readonly problems: Problems;
  readonly deliveries: Deliveries;
  readonly backend: ActionsBackend | null;
  readonly knobs: Knobs;
  readonly accounts: Map<number, Account>;
  readonly apps: Map<number, App>;
  readonly installations: Map<number, Installation>;
  readonly repositories: Map<number, Repository>;
  readonly tokens: Map<string, Token>;
  readonly organizationRunners: Map<number, Map<number, Runner>>;
  /** Of organisations, beside the default one. */
  readonly runnerGroups: Map<number, RunnerGroup[]>;
  /** Releases of the runner, oldest first. */
  readonly runnerReleases: RunnerRelease[];
  /** One-time codes: of the OAuth web flow, the device flow and the App manifest flow, and what tokens are renewed by. */
  readonly codes: Map<string, OneTimeCode>;
  /** GitHub's own App, which owns the checks of Actions jobs. */
  readonly actionsApp: App;
  /** Called at whatever happens, whether an App hears of it or not. */
  readonly watchers: Set<Watcher>;
  nextId(): number;
};

/** What actions/runner released: one archive, whatever the processor, since it brings no program of its own. */
export type RunnerRelease = {
  /** `2.335.0` */
  readonly version: string;
  /** Where the archive lies on this machine. */
  readonly path: string;
  readonly sha256: string;
};

export type Watcher = (what: {
  readonly event: string;
  readonly action: string | null;
  readonly repository: Repository;
}) => void;

/** What a test may turn. */
export type Knobs = {
  /** How many listings miss a run after its dispatch. */
  runsHiddenForListings: number;
  /**
   * How many listings miss by which pull request a commit came, after its merge; people saw it missing for 13 seconds
   * (https://github.com/Songmu/tagpr/pull/333, https://github.com/tektoncd/pipelines-as-code/pull/2382).
   */
  mergesHiddenForListings: number;
  /** As GitHub Enterprise Server answers: without `return_run_details`. */
  dispatchReturnsDetails: boolean;
  coreLimit: number;
  graphqlLimit: number;
  pointsPerMinute: number;
  contentPerMinute: number;
  contentPerHour: number;
  concurrentRequests: number;
};

export type OneTimeCode =
  | {
      readonly kind: 'login';
      readonly account: Account;
      readonly app: App;
      /** Of PKCE, by S256; null: the sign-in began without. */
      readonly challenge: string | null;
    }
  | { readonly kind: 'manifest'; readonly app: App }
  | DeviceCode
  | {
      readonly kind: 'refresh';
      readonly account: Account;
      readonly app: App;
      readonly token: string;
    };

/** A sign-in of a device that has no browser: https://docs.github.com/apps/creating-github-apps/authenticating-with-a-github-app/generating-a-user-access-token-for-a-github-app#using-the-device-flow-to-generate-a-user-access-token */
export type DeviceCode = {
  readonly kind: 'device';
  readonly app: App;
  /** What a person types: `WDJB-MJHT`. */
  readonly userCode: string;
  readonly expiresAt: number;
  /** How far apart it may ask. */
  intervalMs: number;
  askedAt: number | null;
  /** Whoever took the code, or that somebody pressed Cancel; null: nobody typed it yet. */
  answer: Account | 'denied' | null;
};

export const DEFAULT_KNOBS: Knobs = {
  runsHiddenForListings: 0,
  mergesHiddenForListings: 0,
  dispatchReturnsDetails: true,
  coreLimit: 5_000,
  graphqlLimit: 5_000,
  pointsPerMinute: 900,
  contentPerMinute: 80,
  contentPerHour: 500,
  concurrentRequests: 100,
};

export function accountOf(world: World, login: string): Account | undefined {
  const wanted = login.toLowerCase();
  return [...world.accounts.values()].find((account) => account.login.toLowerCase() === wanted);
}

export function repositoryOf(world: World, owner: string, name: string): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  return [...world.repositories.values()].find((each) => fullNameOf(each).toLowerCase() === wanted);
}

/** The repository of this name; else the one that was called so: https://docs.github.com/repositories/creating-and-managing-repositories/renaming-a-repository */
export function repositoryOnceOf(
  world: World,
  owner: string,
  name: string,
): Repository | undefined {
  const wanted = `${owner}/${name}`.toLowerCase();
  const named = repositoryOf(world, owner, name);
  return named ?? [...world.repositories.values()].find((each) => each.formerNames.has(wanted));
}

export function fullNameOf(repository: Repository): string {
  return `${repository.owner.login}/${repository.name}`;
}

/** The installation through which an App sees a repository, if it does. */
export function installationOn(
  world: World,
  app: App,
  repository: Repository,
): Installation | undefined {
  return [...world.installations.values()].find(
    (each) => each.app === app && covers(each, repository),
  );
}

export function covers(installation: Installation, repository: Repository): boolean {
  return (
    installation.account === repository.owner &&
    (installation.selection === 'all' || installation.repositoryIds.has(repository.id))
  );
}

export function botOf(app: App): Actor {
  return { account: app.bot, app };
}
