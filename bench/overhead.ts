import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { compile } from '../app/compile/compile.ts';
import { readPipelineFile } from '../app/compile/structure/read-pipeline-file.ts';
import type { Plan } from '../app/domain/plan.ts';
import { createLocalHost } from '../app/local/host/local-host.ts';
import { openStateFolder, stateFolderOf } from '../app/local/state-folder.ts';
import { thisProcess } from '../app/cli/process/this-process.ts';
import { withDriver, type Driver } from '../app/cli/workspace/open-driver.ts';
import type { StepHost } from '../app/runtime/ports/host.ts';
import type { AttemptReport } from '../schemas/attempt-report.generated.ts';
import type { Ticket } from '../schemas/ticket.generated.ts';
import { makeRepository, NO_OPS, PARALLEL } from './steps.ts';

/** Where the time of a run goes beyond what its commands take. */
export type OverheadBench = {
  readonly part: string;
  readonly ms: number;
  readonly per: 'run' | 'step';
};

const CLI = fileURLToPath(new URL('../app/cli/main.ts', import.meta.url));
const SUPERVISOR = fileURLToPath(new URL('../app/cli/process/supervisor.ts', import.meta.url));

/** The parts of a run of 1,000 no-op steps, each measured alone: together they are more than the whole, which does them side by side. */
export async function benchOverhead(): Promise<OverheadBench[]> {
  const root = makeRepository(NO_OPS);
  try {
    const text = readFileSync(join(root, '.mlpipelines', 'bench.yml'), 'utf8');
    const start = timed(() => execFileSync(process.execPath, [CLI, 'runs'], { cwd: root }));
    const compiling = timed(() => planOf(text));
    const deciding = await timedAsync(() => decideAll(root, planOf(text)));
    const executing = await timedAsync(() => executeAll(root));
    return [
      { part: 'start of the CLI, store opened', ms: start, per: 'run' },
      { part: 'compile 1,000 steps', ms: compiling, per: 'run' },
      { part: 'decide and store, no process started', ms: deciding / NO_OPS.count, per: 'step' },
      {
        part: 'supervisor and executor, nothing stored',
        ms: executing / NO_OPS.count,
        per: 'step',
      },
    ];
  } finally {
    rmSync(root, { recursive: true });
  }
}

function planOf(text: string): Plan {
  const request = { params: {}, github: {}, run: {}, environment: 'local' } as const;
  const file = readPipelineFile({ file: '.mlpipelines/bench.yml', text });
  const { plan } = compile(file, request);
  if (plan === null) throw new Error('the pipeline of the benchmark has a problem');
  return plan;
}

/** A whole run whose attempts end as soon as they are ordered. */
async function decideAll(root: string, plan: Plan): Promise<void> {
  let report: Driver['runtime']['report'] | null = null;
  const host: StepHost = {
    lifetime: 'process',
    start: async ({ run, key, attempt }) => {
      const of = { run, key, attempt };
      for (const news of [
        { type: 'started', at: Date.now(), resumedFrom: null },
        ended(),
      ] as const) {
        void report?.(of, news);
      }
    },
    cancel: async () => undefined,
  };
  const shell = { ...thisProcess({}), cwd: root };
  await withDriver(
    { ...shell, ports: (deps) => ({ ...deps, host }) },
    async ({ runtime, store }) => {
      report = (of, news) => runtime.report(of, news);
      const allotted = await runtime.allot();
      const { id } = await runtime.start(plan, { ...allotted, ...REQUEST });
      const over = new AbortController();
      runtime.onChange((change) => {
        if (change.type === 'run' && change.patch?.header.endedAt != null) over.abort();
      });
      await runtime.work(over.signal);
      const header = await store.runs.header(id);
      if (header?.status !== 'succeeded') throw new Error(`the run ${header?.status}`);
      return 0;
    },
  );
}

const REQUEST = {
  rerunOf: null,
  trigger: 'workflow_dispatch',
  actor: null,
  sha: null,
  ref: null,
  dirty: true,
  tree: null,
  github: {},
  options: { maxParallel: PARALLEL, inPlace: true, noCache: false, deploy: false, exclude: {} },
};

function ended(): Extract<AttemptReport, { type: 'ended' }> {
  const products = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };
  const end = { class: null, exitCode: 0, signal: null, message: null, workLostMs: null };
  return {
    type: 'ended',
    at: Date.now(),
    outcome: { status: 'succeeded', ...end, products, charged: true },
  };
}

/** The same commands by the supervisor, without a run around them. */
async function executeAll(root: string): Promise<void> {
  await openStateFolder(stateFolderOf(root));
  const run = 'bench';
  const host = createLocalHost({
    supervisorOf: () => ({
      file: process.execPath,
      args: [SUPERVISOR, root, run],
      env: { PATH: process.env['PATH'] ?? '', MLPIPELINES_RUN_ID: run },
    }),
    complain: (message) => process.stderr.write(`${message}\n`),
    clear: async () => undefined,
    now: Date.now,
  });
  const all = Promise.withResolvers<void>();
  let begun = 0;
  let over = 0;
  const next = async (): Promise<void> => {
    if (begun === NO_OPS.count) return;
    begun += 1;
    const key = `s${begun}`;
    await host.start({ run, key, attempt: 1, ticket: ticketOf(run, key) });
  };
  host.connect(async (_of, report) => {
    if (report.type !== 'ended') return;
    over += 1;
    if (over === NO_OPS.count) all.resolve();
    else await next();
  });
  for (let index = 0; index < PARALLEL; index += 1) await next();
  await all.promise;
  await host.close();
}

function ticketOf(run: string, key: string): Ticket {
  return {
    format: 1,
    run: { id: run, number: 1 },
    step: { key, id: key, cell: null },
    attempt: 1,
    command: { script: NO_OPS.command, shell: 'sh', workingDirectory: '.' },
    env: {},
    secrets: {},
    workspace: { mode: 'in-place', tree: null, files: null },
    inputs: [],
    outputs: [],
    metrics: null,
    plots: [],
    python: null,
    container: null,
    checkpoint: null,
    clocks: { timeoutMs: 600_000, stallTimeoutMs: null, gracePeriodMs: 1_000 },
    limits: { memoryBytes: null, gpuCount: 0 },
  };
}

function timed(work: () => unknown): number {
  const begin = performance.now();
  work();
  return performance.now() - begin;
}

async function timedAsync(work: () => Promise<void>): Promise<number> {
  const begin = performance.now();
  await work();
  return performance.now() - begin;
}
