import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { asksOf, newlyAsked } from '../../domain/asks.ts';
import { digestOfJson, type Digest } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { readsCache } from '../../domain/run/reads-cache.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import { StepKeys } from '../../runtime/facts/step-keys.ts';
import { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { Reuse } from '../../runtime/runtime.ts';
import {
  rehearseRun,
  type Rehearsed,
  type Stage,
  type WorkAsked,
  type WorkSource,
} from '../forecast/rehearse-run.ts';

type LocalStage = Stage & {
  readonly store: StoreReads;
  readonly blobs: BlobStore & BlobRecheck;
};

/**
 * What a run of today's files takes over from an earlier run: rows that succeeded there and whose work is the same, as
 * long as all above them is taken over as well. Below anything else the cache decides. The run is played through to find
 * out: today's conditions and gates hold.
 */
export async function keepSucceeded(
  stage: LocalStage,
  wanted: Omit<Rehearsed, 'reuse'>,
  earlier: RunHeader,
): Promise<Reuse> {
  const { store } = stage;
  const [rows, plan] = await Promise.all([
    store.runs.load(earlier.id),
    store.runs.plan(earlier.plan),
  ]);
  // In place nobody knows what a step read beside the files of its key.
  if (rows === null || plan === null || earlier.options.inPlace) return {};
  const before: Before = { rows, plan, byKey: new Map(rows.steps.map((row) => [row.key, row])) };
  const source = workOf(stage, before);
  const taken = { lookUp: source, start: source };
  const rehearsal = await rehearseRun(stage, { ...wanted, reuse: {} }, taken);
  return keptRows(wanted.plan, rehearsal.rows, before);
}

type Before = {
  readonly rows: RunRows;
  readonly plan: Plan;
  readonly byKey: ReadonlyMap<string, StepRow>;
};

/** Work of the earlier run that succeeded, for steps that would do the same now and ask no more of it. */
function workOf(stage: LocalStage, before: Before): WorkSource {
  const { blobs } = stage;
  const stored = new StoredWork({ blobs, lost: blobs.missingOrDamaged });
  const keyThen = keysOf(stage, before);
  return async (asked) => {
    const row = before.byKey.get(asked.row.key);
    if (row?.result !== 'success' || !isWanted(asked, row, before)) return null;
    if ((await keyThen(row)) !== asked.made.cacheKey) return null;
    if (!(await stored.isWhole(asked.header.id, Object.values(row.artifacts)))) return null;
    const { outputs, artifacts, metrics, facts } = row;
    return { run: before.rows.header.id, key: row.key, outputs, artifacts, metrics, facts };
  };
}

/**
 * The key of a row's work as it was. A step that the cache is not asked about is given none when it runs; it is worked
 * out from what its run was made of, with the Python that is here now.
 */
function keysOf(
  stage: Stage,
  { rows, plan }: Before,
): (row: StepRow) => Promise<Digest | undefined> {
  const hot = HotRun.load(indexPlan(plan), rows);
  const keys = new StepKeys({ read: async (_run, look) => look(hot) }, stage);
  return async ({ cacheKey, key }) =>
    cacheKey ?? (await keys.of(rows.header.id, key).catch(() => null))?.cacheKey;
}

function isWanted({ step, header }: WorkAsked, row: StepRow, { plan }: Before): boolean {
  const then = plan.steps.find(({ id }) => id === row.stepId);
  if (then === undefined || !readsCache(header.options, step.id)) return false;
  // Only the cache knows how old work is that was taken from it.
  const isFresh = (step.cache?.maxAgeMs ?? null) === null;
  return isFresh && doesTheSame(step, then) && newlyAsked(asksOf(then), asksOf(step)).length === 0;
}

// The key covers what a command does; what is registered, and as what, stands in no key.
function doesTheSame({ action }: PlanStep, then: PlanStep): boolean {
  return action.type !== 'register' || digestOfJson(action) === digestOfJson(then.action);
}

/** Rows that are over in the rehearsal, as they were; those below a step that is not kept are left. */
function keptRows(plan: Plan, rehearsed: readonly StepRow[], before: Before): Reuse {
  const kept = new Map<string, Reuse[string]>();
  const run = before.rows.header.id;
  const rowsOf = Map.groupBy(rehearsed, ({ stepId }) => stepId);
  for (const step of plan.steps) {
    if (!step.needs.every((need) => kept.has(need))) continue;
    for (const row of rowsOf.get(step.id) ?? []) {
      const was = before.byKey.get(row.key);
      if (was !== undefined && isKept(row, was)) kept.set(row.key, { run, row: asItWas(row, was) });
    }
  }
  return Object.fromEntries(kept);
}

function isKept(row: StepRow, was: StepRow): boolean {
  return row.result === was.result && (row.result === 'success' || row.result === 'skipped');
}

/** The work is not done again, so its times and who approved it stay; its gates have been judged as they are now. */
function asItWas(row: StepRow, was: StepRow): StepRow {
  const { cached, takenFrom, approvals, readyAt, startedAt, endedAt } = was;
  return { ...row, cached, takenFrom, approvals, readyAt, startedAt, endedAt };
}
