import { collectGarbage, previewGarbage } from './collect-garbage.ts';
import { enrichEvent } from './decide/enrich-event.ts';
import { heartbeat } from './attempts/heartbeat.ts';
import { HotRuns } from './decide/hot-runs.ts';
import { Inbox } from './decide/inbox.ts';
import { KeyedMutex } from './keyed-mutex.ts';
import { LogIndexes } from './attempts/log-indexes.ts';
import { Performer } from './performer.ts';
import { reportAttempt } from './attempts/report-attempt.ts';
import { rerun } from './create-rerun.ts';
import { resumeRun } from './resume-run.ts';
import { RuntimeProblem, type Runtime, type RuntimeChange, type RuntimeDeps } from './runtime.ts';
import type { SubmittedEvent } from './decide/submission.ts';
import { startNewRun } from './create-run.ts';
import type { BaselineDeps } from './gates/baselines-of.ts';
import { rejectedToday } from './promotion/rejected-today.ts';
import { ChangedFiles } from './facts/changed-files.ts';
import { StoredWork } from './facts/stored-work.ts';
import { StepKeys } from './facts/step-keys.ts';
import { whyUntested } from './tested/why-untested.ts';
import { Worker } from './worker.ts';

/** Puts the loop together around the given store and adapters. Nothing happens by itself before `work`. */
export function createRuntime(deps: RuntimeDeps): Runtime {
  const listeners = new Set<(change: RuntimeChange) => void>();
  const tell = (change: RuntimeChange) => listeners.forEach((listener) => listener(change));
  const { inbox, worker, keys, stored, baselines } = assemble(deps, tell);
  const { changedFiles } = baselines;
  const starting = { deps, inbox, worker, stored };
  const kept = { logs: new LogIndexes(), mutex: new KeyedMutex() };
  const reporting = { deps, inbox, keys, baselines, ...kept, tell };
  return {
    allot: async (repository) => {
      const id = deps.ids.run(deps.clock.now());
      return { id, number: await deps.store.nextRunNumber(repository), attempt: 1 };
    },
    start: (plan, request, reuse = {}, once) =>
      startNewRun(starting, { plan, request, reuse, once: once ?? null }),
    untested: (plan, request, tested) =>
      whyUntested({ ...deps, changedFiles }, { plan, request }, tested),
    rejects: (run, today) => rejectedToday(baselines, { run, today }, true),
    rerun: (run, choice, who, options) => rerun(starting, run, { choice, who, ...options }),
    resume: (run) => resumeRun(starting, run),
    handle: (run, event, said) =>
      handle(inbox, { run, event, ...(said !== undefined && { said }) }),
    report: (of, report) => reportAttempt(reporting, of, report),
    heartbeat: (of) => heartbeat({ deps, inbox }, of),
    read: (run) =>
      inbox.read(run, (hot) => (hot === null ? null : { plan: hot.plan.plan, ...hot.rows() })),
    work: (signal) => worker.work(signal),
    onChange: (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    collectGarbage: (order) => collectGarbage(deps, order),
    previewGarbage: (order) => previewGarbage(deps, order),
  };
}

type Assembled = {
  readonly inbox: Inbox;
  readonly worker: Worker;
  readonly keys: StepKeys;
  readonly stored: StoredWork;
  readonly baselines: BaselineDeps;
};

function assemble(deps: RuntimeDeps, tell: (change: RuntimeChange) => void): Assembled {
  const { store, comparer, repository, clock, chance, blobs } = deps;
  const changedFiles = new ChangedFiles(blobs, repository);
  const baselines = { store, comparer, repository, clock, changedFiles };
  const inbox: Inbox = new Inbox({
    store: deps.store,
    runs: new HotRuns(deps.store),
    enrich: (hot, event, at = clock.now()) =>
      enrichEvent({ ...baselines, chance }, hot, { event, at }),
    leaseOf: (run) => worker.leaseOf(run),
    committed: (touched) => {
      worker.take(touched);
      for (const [run, { patches }] of touched) {
        for (const patch of patches) tell({ type: 'run', run, patch });
      }
    },
    outrun: (runs) => runs.forEach((run) => tell({ type: 'run', run, patch: null })),
  });
  const keys = new StepKeys(inbox, deps);
  const stored = new StoredWork(deps);
  const performer = new Performer({ deps, inbox, keys, stored, baselines }, inbox);
  const worker = new Worker({ deps, inbox, performer });
  return { inbox, worker, keys, stored, baselines };
}

async function handle(inbox: Inbox, submitted: SubmittedEvent): Promise<'changed' | 'unchanged'> {
  const prepare = () => ({ events: [submitted] });
  const [outcome = 'unknown run'] = await inbox.submit({ prepare, pace: 'soon' });
  if (outcome === 'unknown run') throw new RuntimeProblem(`There is no run ${submitted.run}.`);
  return outcome;
}
