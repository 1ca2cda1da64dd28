import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionsBackend } from './actions-backend.ts';
import { REAL_CLOCK, type Clock } from './clock.ts';
import { Deliveries } from './hooks/deliveries.ts';
import type { ApiServer } from './http/api-server.ts';
import { Faults } from './http/faults/faults.ts';
import { Limits } from './http/limits/limits.ts';
import { RequestLog } from './http/limits/request-log.ts';
import { listen } from './http/listen.ts';
import { Organization, Person } from './people/person.ts';
import { SeededApp, type AppSeed } from './people/seeded-app.ts';
import { SeededRepository, type RepositorySeed } from './people/seeded-repository.ts';
import { addAccount, addApp } from './people/seed.ts';
import { Problems, type Problem } from './state/problems.ts';
import {
  DEFAULT_KNOBS,
  type Knobs,
  type RunnerRelease,
  type Watcher,
  type World,
} from './state/world.ts';

export type GitHubOptions = {
  readonly clock?: Clock;
  readonly backend?: ActionsBackend;
  readonly knobs?: Partial<Knobs>;
  /** Fixed ports, 0 for any: of github.com (git, sign-in, pages) and of its API. */
  readonly port?: number;
  readonly apiPort?: number;
  /** Answers what github.com shows people, where git and sign-in are not meant; null for 404. */
  readonly pages?: (request: Request) => Promise<Response | null> | Response | null;
};

/** Starts a GitHub on loopback. Its state is in memory, its repositories in a folder that `close` removes. */
export async function openGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const world = await makeWorld(options);
  const server = {
    world,
    limits: new Limits(world),
    log: new RequestLog(),
    faults: new Faults(),
  };
  const listening = await listen(server, options);
  Object.assign(world.urls, listening.urls);
  return new GitHub(server, () => listening.close());
}

/** The stand-in as tests and the demo use it: people, repositories and Apps by name, and what was asked of it. */
export class GitHub {
  readonly world: World;
  readonly log: RequestLog;
  readonly limits: Limits;
  readonly faults: Faults;
  readonly #close: () => Promise<void>;

  constructor(server: ApiServer, close: () => Promise<void>) {
    this.world = server.world;
    this.limits = server.limits;
    this.faults = server.faults;
    this.log = server.log;
    this.#close = close;
  }

  /** `https://github.com`, `https://api.github.com` and the address of GraphQL. */
  get url(): string {
    return this.world.urls.server;
  }

  get apiUrl(): string {
    return this.world.urls.api;
  }

  get graphqlUrl(): string {
    return this.world.urls.graphql;
  }

  get deliveries(): Deliveries {
    return this.world.deliveries;
  }

  get knobs(): Knobs {
    return this.world.knobs;
  }

  /** The person of this name, who signs up when nobody has it. */
  user(login: string): Person {
    return new Person(this.world, addAccount(this.world, { login, type: 'User' }));
  }

  organization(login: string): Organization {
    return new Organization(this.world, addAccount(this.world, { login, type: 'Organization' }));
  }

  /** The repository `owner/name`, made when it is not there; its owner too, as an organisation. */
  repository(fullName: string, seed: RepositorySeed = {}): SeededRepository {
    return SeededRepository.of(this.world, fullName, seed);
  }

  app(seed: AppSeed = {}): SeededApp {
    return SeededApp.register(this.world, seed);
  }

  /** A new version of the runner: what is listed for download from now on; older ones stay where they were. */
  releaseRunner(release: RunnerRelease): void {
    this.world.runnerReleases.push(release);
  }

  /** What went against GitHub's description so far, by client or stand-in; a test ends with it empty. */
  problems(): readonly Problem[] {
    return this.world.problems.list();
  }

  /** The problems, forgotten; for a test that provoked them. */
  takeProblems(): readonly Problem[] {
    return this.world.problems.take();
  }

  requests(): RequestLog {
    return this.log;
  }

  /** Calls back at whatever happens, for a page that shows it live; answers how to stop that. */
  watch(watcher: Watcher): () => void {
    this.world.watchers.add(watcher);
    return () => void this.world.watchers.delete(watcher);
  }

  /** Resolves when every webhook that is due has been answered. */
  settled(): Promise<void> {
    return this.world.deliveries.settled();
  }

  async close(): Promise<void> {
    this.world.deliveries.close();
    await this.#close();
    await rm(this.world.folder, { recursive: true, force: true });
  }
}

async function makeWorld({ clock = REAL_CLOCK, backend, knobs }: GitHubOptions): Promise<World> {
  let id = 1_000;
  const nextId = () => (id += 1);
  const base = {
    clock,
    folder: await mkdtemp(join(tmpdir(), 'github-')),
    urls: { server: '', api: '', graphql: '' },
    problems: new Problems(),
    deliveries: new Deliveries(clock, nextId),
    backend: backend ?? null,
    knobs: { ...DEFAULT_KNOBS, ...knobs },
    accounts: new Map(),
    apps: new Map(),
    installations: new Map(),
    repositories: new Map(),
    tokens: new Map(),
    organizationRunners: new Map(),
    runnerGroups: new Map(),
    runnerReleases: [],
    codes: new Map(),
    watchers: new Set<Watcher>(),
    nextId,
  };
  return addActionsApp(base);
}

/** GitHub Actions is an App of GitHub's own; nobody installs it and no webhook reaches it. */
function addActionsApp(base: Omit<World, 'actionsApp'>): World {
  const owner = addAccount(base, { login: 'github', type: 'Organization' });
  const actionsApp = addApp(base, {
    owner,
    slug: 'github-actions',
    name: 'GitHub Actions',
    id: 15_368,
  });
  return { ...base, actionsApp };
}
