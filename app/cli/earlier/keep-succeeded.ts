import type { Plan } from '../../domain/plan.ts';
import { productsOf, storedProducts } from '../../domain/run/products-of.ts';
import { readsCache } from '../../domain/run/reads-cache.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { Reuse } from '../../runtime/runtime.ts';
import {
  rehearseRun,
  type Rehearsed,
  type WorkAsked,
  type WorkSource,
} from '../forecast/rehearse-run.ts';
import { answersStep, openEarlierWork, type EarlierRun, type EarlierWork } from './earlier-work.ts';
import type { LocalStage } from './what-differs.ts';

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
  const work = openEarlierWork(stage);
  const before = await work.run(earlier.id);
  // In place nobody knows what a step read beside the files of its key.
  if (before === null || earlier.options.inPlace) return {};
  const source = workOf(stage, work, before);
  const taken = { lookUp: source, start: source };
  const rehearsal = await rehearseRun(stage, { ...wanted, reuse: {} }, taken);
  return keptRows(wanted.plan, rehearsal.rows, before);
}

/** Work of the earlier run that succeeded, for steps that would do the same now and ask no more of it. */
function workOf(stage: LocalStage, work: EarlierWork, before: EarlierRun): WorkSource {
  const { blobs } = stage;
  const stored = new StoredWork({ blobs, lost: blobs.missingOrDamaged });
  return async (asked) => {
    const row = before.byKey.get(asked.row.key);
    if (row?.result !== 'success' || !isWanted(asked, row, before)) return null;
    if ((await work.keyOf(row, await work.originOf(before, row))) !== asked.made.cacheKey)
      return null;
    if (!(await stored.isWhole(asked.header.id, storedProducts(row)))) return null;
    return { run: before.rows.header.id, key: row.key, ...productsOf(row) };
  };
}

function isWanted({ step, header }: WorkAsked, row: StepRow, { plan }: EarlierRun): boolean {
  // Only the cache knows how old work is that was taken from it.
  const isFresh = (step.cache?.maxAgeMs ?? null) === null;
  return isFresh && readsCache(header.options, step.id) && answersStep(plan, row, step);
}

/** Rows that are over in the rehearsal, as they were; those below a step that is not kept are left. */
function keptRows(plan: Plan, rehearsed: readonly StepRow[], before: EarlierRun): Reuse {
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
