import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Account, App } from '../state/accounts.ts';
import { usualActionSettings } from '../state/action-settings.ts';
import type { Repository } from '../state/repository.ts';
import { accountOf, type World } from '../state/world.ts';

type Base = Omit<World, 'actionsApp'>;

/** The account of this login, made when nobody has it. */
export function addAccount(
  world: Base,
  { login, type }: { readonly login: string; readonly type: Account['type'] },
): Account {
  const known = [...world.accounts.values()].find((each) => each.login === login);
  if (known !== undefined) return known;
  const id = world.nextId();
  const account: Account = {
    id,
    login,
    type,
    name: type === 'Bot' ? null : login,
    email: `${id}+${login}@users.noreply.github.com`,
    createdAt: world.clock.now(),
    members: new Map(),
    teams: new Map(),
  };
  world.accounts.set(id, account);
  return account;
}

/** An App without keys and permissions but those given. */
export function addApp(
  world: Base,
  given: Partial<App> & Pick<App, 'owner' | 'slug' | 'name'>,
): App {
  const id = given.id ?? world.nextId();
  const app: App = {
    clientId: `Iv23li${String(id).padStart(14, '0')}`,
    clientSecret: '',
    publicKey: '',
    privateKey: '',
    callbackUrls: [],
    setupUrl: null,
    deviceFlow: false,
    createdAt: world.clock.now(),
    permissions: {},
    events: [],
    webhookUrl: null,
    webhookSecret: '',
    ...given,
    id,
    bot: addAccount(world, { login: `${given.slug}[bot]`, type: 'Bot' }),
  };
  world.apps.set(id, app);
  return app;
}

export type NewRepository = {
  readonly id?: number;
  readonly owner: Account;
  readonly name: string;
  readonly private: boolean;
  readonly defaultBranch: string;
  readonly forkOf: Repository | null;
};

/** An empty repository, its bare git repository included. */
export function addRepository(world: World, wanted: NewRepository): Repository {
  const id = wanted.id ?? world.nextId();
  const now = world.clock.now();
  const repository: Repository = {
    ...wanted,
    id,
    description: null,
    gitDir: initGit(world.folder, { id, branch: wanted.defaultBranch }),
    createdAt: now,
    pushedAt: now,
    formerNames: new Set(),
    archived: false,
    restrictsCreations: false,
    offersRules: true,
    collaborators: new Map(),
    protections: new Map(),
    queues: new Map(),
    signed: new Set(),
    issues: new Map(),
    comments: new Map(),
    suites: new Map(),
    checkRuns: new Map(),
    actions: usualActionSettings(),
    workflows: new Map(),
    runs: new Map(),
    jobs: new Map(),
    runners: new Map(),
    secrets: new Map(),
    environments: new Map(),
    deployments: new Map(),
    environmentSecrets: new Map(),
    variables: new Map(),
  };
  world.repositories.set(id, repository);
  return repository;
}

const GIT_CONFIG = `[core]
	repositoryformatversion = 0
	bare = true
	logAllRefUpdates = false
[http]
	receivepack = true
[uploadpack]
	allowFilter = true
	allowAnySHA1InWant = true
[receive]
	autogc = false
[gc]
	auto = 0
`;

/** What `git init --bare` makes, without starting git. */
function initGit(folder: string, { id, branch }: { readonly id: number; readonly branch: string }) {
  const gitDir = join(folder, `${id}.git`);
  mkdirSync(join(gitDir, 'objects'), { recursive: true });
  mkdirSync(join(gitDir, 'refs/heads'), { recursive: true });
  writeFileSync(join(gitDir, 'HEAD'), `ref: refs/heads/${branch}\n`);
  writeFileSync(join(gitDir, 'config'), GIT_CONFIG);
  return gitDir;
}

/** The account of this login, or an error that says who is missing. */
export function knownAccount(world: World, login: string): Account {
  const account = accountOf(world, login);
  if (account === undefined)
    throw new Error(`Nobody is called ${login}. Seed them with github.user('${login}').`);
  return account;
}
