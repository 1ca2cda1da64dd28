import { Hono } from 'hono';
import type { ApplicationFunction } from 'probot';
import type { RepositoryRef } from '../domain/hosted.ts';
import { POLICY_FILE, type Policy } from '../domain/policy.ts';
import { createActionApi } from '../api/create-action-api.ts';
import type { PeopleApiDeps } from '../api/people/people-api-deps.ts';
import type { Person } from '../api/people/people-door.ts';
import { machineRoutes } from '../api/machines/machine-routes.ts';
import { findRepository } from '../github/reads/find-repository.ts';
import { readFileAtHead } from '../github/reads/read-file.ts';
import { simulateFor } from '../github/commands/simulate-for.ts';
import { openLogin } from '../github/login/login.ts';
import { openPersonTokens } from '../github/login/person-tokens.ts';
import { openIngress, type Ingress } from '../github/open-ingress.ts';
import { onboardingHandlers } from '../github/onboarding/onboarding-handlers.ts';
import { pressOnPage } from '../github/buttons/press-on-page.ts';
import { askOnPage, foreseeOnPage } from '../github/buttons/ask-on-page.ts';
import { openPublisher } from '../github/publish/publisher.ts';
import { compareReports } from '../github/publish/report/compare-reports.ts';
import { readHeadlines } from '../github/reads/read-headlines.ts';
import { loadPageStory } from '../github/publish/report/load-page-story.ts';
import { starterFiles } from '../starter/starter-files.ts';
import { policyOf } from '../triggers/policy-of.ts';
import { createPages } from '../web/create-pages.ts';
import { LOGIN_CALLBACK_PATH } from './addresses.ts';
import { mindBudgets } from './mind-budgets.ts';
import { mindCosts } from './mind-costs.ts';
import { mindGarbage } from './mind-garbage.ts';
import { openEngine, type Engine } from './open-engine.ts';
import type { ServiceDeps } from './service-deps.ts';

/** The App without its HTTP server. */
export type Service = {
  /** What Probot hands webhooks to. */
  readonly app: ApplicationFunction;
  /** The HTTP side of jobs, pages for people, and whether it is well. */
  readonly routes: Hono;
  /** Works off what comes in, moves runs and publishes, until `signal` aborts; then resolves, nothing half done. */
  readonly work: (signal: AbortSignal) => Promise<void>;
  readonly close: () => Promise<void>;
};

/** How often a job shows that it lives, and how long it asks an app that is away. */
const PACE = { heartbeatMs: 20_000, giveUpMs: 6 * 3_600_000 };

/** Puts the App together. Nothing happens by itself before `work`. */
export async function openService(deps: ServiceDeps): Promise<Service> {
  const engine = await openEngine(deps);
  const ingress = ingressOf(deps, engine);
  const { clock, warn } = deps;
  const { store, host, runtime, compiler, comparing, drawing, machines } = engine;
  const ends = [compiler, comparing, drawing];
  const publisher = openPublisher({ ...engine, clock, warn });
  return {
    app: ingress.app,
    routes: routesOf(deps, engine),
    work: async (signal) => {
      // What waits for a thread or a process is put off, and taken up after the next start.
      const stop = () => void Promise.all(ends.map((each) => each.close()));
      signal.addEventListener('abort', stop, { once: true });
      await Promise.all([
        runtime.work(signal),
        ingress.work(signal),
        host.work(signal),
        machines?.work(signal),
        publisher.work(signal),
        mindGarbage({ ...engine, clock, warn }, signal),
        mindCosts({ store, clock, warn }, signal),
        mindBudgets({ ...engine, clock, warn }, signal),
      ]);
    },
    close: async () => {
      await Promise.all(ends.map((each) => each.close()));
      await machines?.close();
      await store.close();
    },
  };
}

function ingressOf(deps: ServiceDeps, engine: Engine): Ingress {
  const { config, clients, clock, warn, note, self } = deps;
  const { url: appUrl, actionRef } = config;
  const starter = starterFiles();
  return openIngress({
    ...engine,
    clock,
    warn,
    self,
    hold: engine.machines?.hold ?? null,
    others: onboardingHandlers({ clients, self, note, appUrl, actionRef, starter }),
    serves: (installation) => serves(config, installation),
  });
}

function serves({ installations }: ServiceDeps['config'], installation: number): boolean {
  return installations === null || installations.has(installation);
}

function routesOf(deps: ServiceDeps, engine: Engine): Hono {
  const { store } = engine;
  const routes = new Hono();
  routes.get('/healthz', async (context) => {
    // Throws, and so answers 500, when the store does not answer.
    await store.timers.nextDueAt(null);
    return context.text('well\n');
  });
  const { machines } = engine;
  if (machines !== null) {
    const about = { machines, budget: deps.budget, log: deps.note, clock: deps.clock };
    routes.route('/api/machines', machineRoutes(about));
  }
  routes.route('/', apiOf(deps, engine));
  // Last: they answer what nobody else does.
  const pages = pagesOf(deps, engine);
  routes.mount('/', (request, env) => pages.fetch(request, env));
  return routes;
}

function apiOf(deps: ServiceDeps, engine: Engine): Hono {
  const { config, files, clock, note, budget } = deps;
  const { runtime, host, store, blobs } = engine;
  return createActionApi({
    url: config.url,
    issuer: config.github.issuer,
    key: files.key,
    runtime,
    dispatches: host,
    claims: store.claims,
    uploads: store.uploads,
    runs: store.runs,
    models: {
      registry: store.registry,
      commit: (changes) => store.commit(changes),
      findRepository: (owner, name) => findServed(deps, engine, { owner, name }),
      policyOf: (repository) => policyAtHead(engine, repository),
    },
    people: peopleOf(deps, engine),
    installationBytes: config.installationBytes,
    blobs,
    clock,
    temporary: files.temporary,
    budget,
    pace: PACE,
    log: note,
  });
}

function peopleOf(deps: ServiceDeps, engine: Engine): PeopleApiDeps {
  const { config, credentials, clock, warn, self } = deps;
  const { web: github, api: apiUrl } = config.github;
  const hold = engine.machines?.hold ?? null;
  return {
    signIn: { clientId: credentials.clientId, app: self.replace(/\[bot\]$/, ''), github },
    tokens: openPersonTokens({ ...credentials, apiUrl }),
    store: engine.store,
    ...readingOf(deps, engine),
    simulate: (asked) => simulateFor({ ...engine, clock, self, hold }, asked),
    warn,
  };
}

/** What people may read, in a browser and on their command line alike. */
function readingOf(deps: ServiceDeps, engine: Engine) {
  return {
    mayRead: async (repository: RepositoryRef, person: Person) => {
      const api = engine.api(repository.installation);
      return (await api.permission(repository, person)) !== 'none';
    },
    modelFile: (repository: RepositoryRef, file: string) =>
      readFileAtHead(engine.clients.of(repository.installation).octokit, repository, file),
    findRepository: (owner: string, name: string) => findServed(deps, engine, { owner, name }),
  };
}

function pagesOf(deps: ServiceDeps, engine: Engine): ReturnType<typeof createPages> {
  const { config, credentials, files, clock, warn, self } = deps;
  const hold = engine.machines?.hold ?? null;
  const { web: webUrl, api: apiUrl } = config.github;
  const callbackUrl = `${config.url}${LOGIN_CALLBACK_PATH}`;
  return createPages({
    ...engine,
    url: config.url,
    githubUrl: webUrl,
    key: files.key,
    clock,
    warn,
    login: openLogin({ ...credentials, webUrl, apiUrl, callbackUrl }),
    ...readingOf(deps, engine),
    press: (pressed) => pressOnPage({ ...engine, clock, self, hold }, pressed),
    askOfModel: (asked) => askOnPage({ ...engine, clock, self, hold }, asked),
    foresee: (asked) => foreseeOnPage({ ...engine, clock, self, hold }, asked),
    story: (run) => loadPageStory({ ...engine, clock, warn }, run),
    compare: (run, other) => compareReports({ ...engine, clock, warn }, run, other),
    headlines: (repository, shas) =>
      readHeadlines(engine.clients.of(repository.installation).octokit, repository, shas),
  });
}

async function findServed(
  { config }: ServiceDeps,
  { clients }: Engine,
  named: Pick<RepositoryRef, 'owner' | 'name'>,
): Promise<RepositoryRef | null> {
  const found = await findRepository(clients, named);
  return found !== null && serves(config, found.installation) ? found : null;
}

/** A file that GitHub does not show whole names no consumers, as none does. */
async function policyAtHead({ clients }: Engine, repository: RepositoryRef): Promise<Policy> {
  const { octokit } = clients.of(repository.installation);
  const text = await readFileAtHead(octokit, repository, POLICY_FILE);
  return policyOf(text === null ? null : { text, trouble: null });
}
