import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import type { AddressInfo } from 'node:net';
import type { Server } from 'node:http';
import { join } from 'node:path';
import { serve } from '@hono/node-server';
import { afterAll } from 'vitest';
import type { ActionApiDeps } from '../../app/api/action-api-deps.ts';
import { ByteBudget } from '../../app/wire/byte-budget.ts';
import { createActionApi } from '../../app/api/create-action-api.ts';
import { secretNames } from '../../app/api/secret-names.ts';
import { NO_POLICY } from '../../app/domain/policy.ts';
import type { Plan } from '../../app/domain/plan.ts';
import type { RunHeader, RunRequest } from '../../app/domain/run/run.ts';
import type { Dispatches, DispatchedJob } from '../../app/runtime/ports/hosted/dispatches.ts';
import type { AttemptId } from '../../app/runtime/ports/attempts.ts';
import type { Ticket } from '../../schemas/ticket.generated.ts';
import { freshFolder } from '../support/fresh-folder.ts';
import { openRuntime, type TestRuntime } from '../support/open-runtime.ts';
import { ScriptHost } from '../support/script-host.ts';
import { openIssuer, type Issuer } from './open-issuer.ts';

/** The app as the action meets it: HTTP on loopback, the real runtime, SQLite and a folder of blobs. */
export type TestApp = {
  readonly url: string;
  readonly folder: string;
  readonly issuer: Issuer;
  readonly jobs: DispatchTable;
  readonly logs: string[];
  /** The present process. */
  readonly now: () => TestRuntime;
  readonly start: (plan: Plan, given?: Partial<RunRequest>) => Promise<RunHeader>;
  /** The job that an attempt is dispatched to, once it is. */
  readonly job: (run: RunHeader, key: string, attempt?: number) => Promise<DispatchedJob>;
  /** Connections break off, nothing answers; what is not on disk is gone. */
  readonly goAway: () => Promise<void>;
  /** `newKey`: somebody changed the key that signs tokens. */
  readonly comeBack: (how?: { readonly newKey: boolean }) => Promise<void>;
};

type Given = Partial<Pick<ActionApiDeps, 'url' | 'pace' | 'clock' | 'installationBytes'>> & {
  readonly models?: Partial<ActionApiDeps['models']>;
};

const open: TestApp[] = [];
afterAll(async () => {
  for (const app of open) await app.goAway().catch(() => {});
});

const REPOSITORY = 900;

/** Opens one on a port and in a folder of its own. */
export async function openApp({ models, ...others }: Given = {}): Promise<TestApp> {
  const folder = freshFolder();
  const issuer = await openIssuer();
  const jobs = new DispatchTable();
  const logs: string[] = [];
  let key = randomBytes(32);
  mkdirSync(join(folder, 'moving'));
  let port = 0;
  let live: Live | null = null;
  const boot = async (): Promise<Live> => {
    const runtime = await openRuntime({
      folder,
      host: new JobHost(jobs),
      secrets: secretNames,
      scope: 'all',
    });
    const server = await listen(port, (url) =>
      createActionApi({
        url,
        issuer: issuer.url,
        key,
        runtime: runtime.runtime,
        dispatches: jobs,
        claims: runtime.store.claims,
        uploads: runtime.store.uploads,
        runs: runtime.store.runs,
        models: {
          registry: runtime.store.registry,
          commit: (changes) => runtime.store.commit(changes),
          findRepository: async () => null,
          policyOf: async () => NO_POLICY,
          ...models,
        },
        people: {
          signIn: { clientId: 'Iv1.test', app: 'mlpipelines', github: 'https://github.com' },
          tokens: { personOf: async () => null, sees: async () => false, end: async () => {} },
          store: runtime.store,
          mayRead: async () => false,
          findRepository: async () => null,
          modelFile: async () => null,
          simulate: async () => ({ done: false, text: 'nobody may' }),
          warn: () => {},
        },
        installationBytes: 5e12,
        blobs: runtime.blobs,
        clock: runtime.clock,
        temporary: join(folder, 'moving'),
        budget: new ByteBudget(64 * 1024 * 1024),
        pace: { heartbeatMs: 200, giveUpMs: 60_000 },
        log: (message, about) => void logs.push(`${message} ${JSON.stringify(about)}`),
        ...others,
      }),
    );
    return { runtime, server, work: runtime.work() };
  };
  live = await boot();
  port = portOf(live.server);
  const present = (): Live => {
    if (live === null) throw new Error('the app is away');
    return live;
  };
  const app: TestApp = {
    url: `http://127.0.0.1:${port}`,
    folder,
    issuer,
    jobs,
    logs,
    now: () => present().runtime,
    start: (plan, request) => present().runtime.start(plan, request),
    job: (run, key, attempt = 1) => jobs.dispatched({ run: run.id, key, attempt }),
    goAway: async () => {
      const { server, work, runtime } = present();
      live = null;
      server.closeAllConnections();
      server.close();
      await work.stop();
      await runtime.store.close();
    },
    comeBack: async ({ newKey } = { newKey: false }) => {
      if (newKey) key = randomBytes(32);
      live = await boot();
    },
  };
  open.push(app);
  return app;
}

type Live = {
  readonly runtime: TestRuntime;
  readonly server: Server;
  readonly work: ReturnType<TestRuntime['work']>;
};

async function listen(
  port: number,
  api: (url: string) => ReturnType<typeof createActionApi>,
): Promise<Server> {
  let answer: ReturnType<typeof createActionApi>['fetch'] | null = null;
  const server = serve({
    fetch: (request: Request, env: object) =>
      answer === null ? new Response(null, { status: 503 }) : answer(request, env),
    port,
    hostname: '127.0.0.1',
  }) as Server;
  if (!server.listening) await once(server, 'listening');
  answer = api(`http://127.0.0.1:${portOf(server)}`).fetch;
  return server;
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** What GitHub and the adapter that dispatches would know; outlives the app. */
export class DispatchTable implements Dispatches {
  readonly all: DispatchedJob[] = [];
  /** GitHub does not show the jobs. */
  isBlind = false;
  #heard = new Set<() => void>();

  add(of: AttemptId, ticket: Ticket): void {
    if (this.all.some((job) => isSame(job.of, of))) return;
    const number = this.all.length + 1;
    this.all.push({
      of,
      ticket,
      hint: `${of.key}-${of.attempt}`,
      repositoryId: REPOSITORY,
      workflowRunId: 5000,
      workflowRunAttempt: 1,
      checkRunId: 7000 + number,
      workflowRef: 'ada/churn/.github/workflows/mlpipelines.yml@refs/heads/main',
      workflowSha: 'a'.repeat(40),
      page: 'https://mlpipelines.example/runs/1',
    });
    for (const listener of this.#heard) listener();
  }

  async find(job: Parameters<Dispatches['find']>[0]): Promise<DispatchedJob | null> {
    if (this.isBlind) throw new Error('GitHub is away');
    return this.all.find(({ checkRunId }) => checkRunId === job.checkRunId) ?? null;
  }

  /** The secret of every dispatch here is `let me in`. */
  async findBootstrapped(
    claim: Parameters<Dispatches['findBootstrapped']>[0],
  ): Promise<DispatchedJob | null> {
    if (this.isBlind) throw new Error('GitHub is away');
    if (claim.bootstrap !== 'let me in') return null;
    return this.all.findLast(({ hint }) => hint === claim.hint) ?? null;
  }

  async ticketOf(of: AttemptId): Promise<Ticket | null> {
    return this.all.find((job) => isSame(job.of, of))?.ticket ?? null;
  }

  dispatched(of: AttemptId): Promise<DispatchedJob> {
    return new Promise((resolve) => {
      const look = () => {
        const job = this.all.find((one) => isSame(one.of, of));
        if (job === undefined) return;
        this.#heard.delete(look);
        resolve(job);
      };
      this.#heard.add(look);
      look();
    });
  }
}

function isSame(a: AttemptId, b: AttemptId): boolean {
  return a.run === b.run && a.key === b.key && a.attempt === b.attempt;
}

/** Attempts live as jobs: ordered here, carried out by whoever claims them. */
class JobHost extends ScriptHost {
  readonly #jobs: DispatchTable;

  constructor(jobs: DispatchTable) {
    super('own');
    this.#jobs = jobs;
  }

  override async start({ ticket, ...of }: Parameters<ScriptHost['start']>[0]): Promise<void> {
    this.#jobs.add(of, ticket);
  }

  // A job hears of it by its next heartbeat, or when it claims.
  override async cancel(of: Parameters<ScriptHost['cancel']>[0]): Promise<void> {
    this.cancelled.push(of);
  }
}
