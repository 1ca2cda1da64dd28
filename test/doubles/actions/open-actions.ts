import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ActionsBackend } from '../github/actions-backend.ts';
import { REAL_CLOCK, type Clock } from '../github/clock.ts';
import type { ActionPolicy } from './service/action-policy.ts';
import { executeRun } from './service/execute-run.ts';
import { HostedPool } from './service/hosted-pool.ts';
import { IdTokens } from './service/id-tokens.ts';
import { RunnerPool } from './service/runner-pool.ts';
import { serve } from './service/serve.ts';
import type { ScriptJob, Service } from './service/service.ts';
import { speedyClock } from './speedy-clock.ts';

export type ActionsOptions = {
  /** Folders of published actions by `owner/repo@ref`. `actions/checkout` is built in. */
  readonly actions?: Readonly<Record<string, string>>;
  /** What workflows may use of them; all when left out. */
  readonly policy?: ActionPolicy;
  /** How many jobs run on GitHub's machines at once; 20 as on the free plan. */
  readonly hostedSlots?: number;
  /** Labels of GitHub's machines; all others wait for a self-hosted runner. */
  readonly hostedLabels?: readonly string[];
  /** How many times faster than life waits pass: limits of jobs and steps, the grace of a cancelled process. */
  readonly speed?: number;
  /** Where time comes from instead; give the GitHub stand-in the same. */
  readonly clock?: Clock;
  /** What hosted machines have in their environment besides PATH and locale. */
  readonly env?: Readonly<Record<string, string>>;
  /** Below it lie the folders of jobs; a temporary folder by default. */
  readonly root?: string;
  /** How long an unused JIT configuration or an idle runner lives, in ms; 5 minutes. */
  readonly idleRunnerMs?: number;
  /** How long a busy runner may be silent before its job is lost, in ms; 10 minutes. */
  readonly silentRunnerMs?: number;
  /** Replaces the execution of jobs; null executes one for real. */
  readonly jobs?: ScriptJob;
};

export type Actions = {
  /** What the GitHub stand-in is given. */
  readonly backend: ActionsBackend;
  /** The OIDC issuer: `<issuer>/.well-known/openid-configuration`. */
  readonly issuer: string;
  /** Why a run ended as `startup_failure`, in the words of GitHub's page; empty for any other. */
  startupErrors(runId: number): readonly string[];
  /** Runners older than this version are turned away from now on. */
  refuseRunnersBefore(version: string): void;
  /** Resolves when no run is left. */
  whenIdle(): Promise<void>;
  /** Ends all runs by force, then the server; no process and no folder of a job stays. */
  close(): Promise<void>;
};

const MINUTE_MS = 60_000;
const HOSTED_LABELS = [
  'ubuntu-latest',
  'ubuntu-24.04',
  'ubuntu-22.04',
  'ubuntu-24.04-arm',
  'ubuntu-22.04-arm',
  'ubuntu-slim',
];

const DEFAULTS = {
  env: {},
  actions: {},
  policy: { patterns: null, pinned: false },
  hostedSlots: 20,
  hostedLabels: HOSTED_LABELS,
};

/** Opens a stand-in for GitHub Actions that executes workflows on this machine; see NOT-MODELLED.md. */
export async function openActions(options: ActionsOptions = {}): Promise<Actions> {
  const speed = options.speed ?? 1;
  const clock = options.clock ?? speedyClock(speed);
  const idTokens = await IdTokens.create(clock);
  const runners = openRunners(options);
  const server = await serve(idTokens, runners);
  idTokens.issuer = server.url;
  runners.address = server.url;
  const root = options.root ?? mkdtempSync(join(tmpdir(), 'mlp-actions-'));
  const { env, actions, policy, hostedSlots, hostedLabels } = { ...DEFAULTS, ...options };
  const service: Service = {
    clock,
    speed,
    root,
    idTokens,
    runners,
    env,
    actions,
    policy,
    hosted: new HostedPool(hostedSlots, hostedLabels),
    script: options.jobs ?? (() => null),
    startupErrors: new Map(),
  };
  const runs = new Runs(service);
  return {
    backend: runs,
    issuer: server.url,
    startupErrors: (runId) => service.startupErrors.get(runId) ?? [],
    refuseRunnersBefore: (version) => {
      runners.oldestVersion = version;
    },
    whenIdle: () => runs.whenIdle(),
    close: async () => {
      await runs.end();
      await server.close();
      if (options.root === undefined) rmSync(root, { recursive: true, force: true });
    },
  };
}

// An agent is a process that starts in its own time: `speed` does not shorten the wait for it.
function openRunners(options: ActionsOptions): RunnerPool {
  const { idleRunnerMs = 5 * MINUTE_MS, silentRunnerMs = 10 * MINUTE_MS } = options;
  const clock = options.clock ?? REAL_CLOCK;
  return new RunnerPool(clock, { idleMs: idleRunnerMs, silentMs: silentRunnerMs });
}

type Live = {
  readonly cancel: AbortController;
  readonly force: AbortController;
  readonly done: Promise<void>;
};

class Runs implements ActionsBackend {
  readonly #service: Service;
  readonly #live = new Map<number, Live>();

  constructor(service: Service) {
    this.#service = service;
  }

  readonly startRun: ActionsBackend['startRun'] = (order, reporter) => {
    const [cancel, force] = [new AbortController(), new AbortController()];
    const control = { cancel: cancel.signal, force: force.signal };
    const done = executeRun(order, reporter, this.#service, control).finally(() =>
      this.#live.delete(order.runId),
    );
    this.#live.set(order.runId, { cancel, force, done });
    return done;
  };

  readonly cancelRun: ActionsBackend['cancelRun'] = (runId, how) => {
    const live = this.#live.get(runId);
    live?.cancel.abort();
    if (how === 'force') live?.force.abort();
  };

  readonly registerRunner: NonNullable<ActionsBackend['registerRunner']> = (order, reporter) =>
    this.#service.runners.register(order, reporter);

  readonly removeRunner: NonNullable<ActionsBackend['removeRunner']> = (runnerId) =>
    this.#service.runners.remove(runnerId);

  async whenIdle(): Promise<void> {
    while (this.#live.size > 0) {
      await Promise.allSettled([...this.#live.values()].map(({ done }) => done));
    }
  }

  async end(): Promise<void> {
    for (const runId of this.#live.keys()) this.cancelRun(runId, 'force');
    await this.whenIdle();
  }
}
