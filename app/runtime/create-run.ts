import type { Audit } from '../domain/audit.ts';
import { digestOfJson } from '../domain/digest.ts';
import type { Plan } from '../domain/plan.ts';
import type { RunHeader, RunRequest } from '../domain/run/run.ts';
import { indexPlan } from '../engine/state/plan-index.ts';
import { startRun } from '../engine/start-run.ts';
import { freezeModels } from './facts/freeze-models.ts';
import type { StoredWork } from './facts/stored-work.ts';
import type { Inbox } from './decide/inbox.ts';
import { LEASE_MS } from './attempts/lease-length.ts';
import { RuntimeProblem, type RuntimeDeps, type Reuse } from './runtime.ts';
import type { Change } from './ports/store.ts';
import type { Worker } from './worker.ts';

export type NewRun = {
  readonly plan: Plan;
  readonly request: RunRequest;
  readonly reuse: Reuse;
  /** Names why it is started: only one run is, for the same reason. Null: asked for anew each time. */
  readonly once: string | null;
  /** Whose decision it is, kept in the commit that makes the run; left out: nobody's. */
  readonly audit?: Audit;
};

export type Starting = {
  readonly deps: RuntimeDeps;
  readonly inbox: Inbox;
  readonly worker: Worker;
  readonly stored: StoredWork;
};

/**
 * Makes a run of a plan, driven by this process; what was started under the same `once` before is given instead. Throws
 * a `RuntimeProblem` if its id or number is taken.
 */
export async function startNewRun(
  { deps, inbox, worker }: Starting,
  order: NewRun,
): Promise<RunHeader> {
  const { request, reuse, once, audit } = order;
  const plan = await freezeModels(deps.store.registry, request, order.plan);
  const digest = digestOfJson(plan);
  const planIndex = indexPlan(plan);
  if (deps.scope === 'driven') await beginDriving(deps, worker, request.id);
  let header: RunHeader | null = null;
  const prepare = async () => {
    header = await startedAs(deps, once);
    if (header !== null) return {};
    await refuseTaken(deps, request);
    const at = deps.clock.now();
    const patch = startRun({ planIndex, planDigest: digest, request, reuse, at });
    header = patch.header;
    const audits = audit === undefined ? [] : [{ type: 'audit.add', audit } as const];
    const changes = [...onceOnly(once, request.id), ...audits];
    return { creation: { plan: planIndex, digest, patch }, changes };
  };
  await inbox.submit({ prepare, pace: once === null ? 'soon' : 'alone' });
  return header ?? failed(request.id);
}

async function startedAs({ store }: RuntimeDeps, once: string | null): Promise<RunHeader | null> {
  const run = once === null ? null : await store.provenance.startedAs(once);
  return run === null ? null : store.runs.header(run);
}

function onceOnly(key: string | null, run: string): Change[] {
  return key === null ? [] : [{ type: 'start.once', key, run }];
}

/** This process looks after the run from now on; says who does if another one does. */
export async function beginDriving(
  { store, owner, clock }: RuntimeDeps,
  worker: Worker,
  run: string,
): Promise<{ readonly by: string } | null> {
  const now = clock.now();
  const drive = await store.leases.drive(run, owner.id, now, now + LEASE_MS);
  if (drive.type === 'driven') return { by: drive.by };
  worker.drive(run);
  return null;
}

async function refuseTaken({ store }: RuntimeDeps, request: RunRequest) {
  const { id, number, attempt, hosted } = request;
  const named = await store.runs.find(`${number}.${attempt}`, hosted?.repository.id);
  const known = named ?? (await store.runs.header(id));
  if (known !== null) {
    throw new RuntimeProblem(`There is a run #${number}.${attempt} already. Start it again.`);
  }
}

function failed(run: string): never {
  throw new Error(`Run ${run} was not made.`);
}
