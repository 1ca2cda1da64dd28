import type { Plan } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { ReusedRow } from '../../engine/reuse.ts';
import type { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { UsageError } from '../usage-error.ts';
import { requireStep } from '../workspace/require-step.ts';

/** Which part of a pipeline a person wants to run. */
export type Part = {
  /** This step and what is below it. */
  readonly from: string | null;
  /** This step alone. */
  readonly only: string | null;
};

export type PartOfRun = {
  /** By row key: results of an earlier run that stand in. */
  readonly reuse: Readonly<Record<string, ReusedRow>>;
  /** Steps that have no part in this run, with the reason. */
  readonly exclude: Readonly<Record<string, string>>;
};

/**
 * What a run of a part of a pipeline does not do itself: steps above are reused from the newest run in which they
 * succeeded and left what is still stored whole, the others are left out. Throws a `UsageError` when a step above has never succeeded.
 */
export async function reuseSteps(
  sources: Sources,
  plan: Plan,
  { from, only }: Part,
): Promise<PartOfRun> {
  const start = from ?? only;
  if (start === null) return { reuse: {}, exclude: {} };
  requireStep(plan, start);
  const wanted = new Set(only === null ? withBelow(plan, start) : [start]);
  const above = stepsAbove(plan, wanted);
  const reuse: Record<string, ReusedRow> = {};
  for (const id of above) Object.assign(reuse, await newestSuccess(sources, plan, id, start));
  const left = plan.steps.filter(({ id }) => !wanted.has(id) && !(id in reuse));
  const reason = `left out by ${partFlag({ from, only })}`;
  return { reuse, exclude: Object.fromEntries(left.map(({ id }) => [id, reason])) };
}

/** The flag that names a part, as it is typed; null: all of it is wanted. */
export function partFlag({ from, only }: Part): string | null {
  if (from !== null) return `--from ${from}`;
  return only === null ? null : `--only ${only}`;
}

// Steps of a plan follow their needs.
function withBelow(plan: Plan, start: string): ReadonlySet<string> {
  const below = new Set([start]);
  for (const { id, needs } of plan.steps) {
    if (needs.some((need) => below.has(need))) below.add(id);
  }
  return below;
}

/** In the order of the plan. */
function stepsAbove(plan: Plan, wanted: ReadonlySet<string>): readonly string[] {
  const above = new Set<string>();
  for (const { id, needs } of plan.steps.toReversed()) {
    if (!wanted.has(id) && !above.has(id)) continue;
    for (const need of needs) if (!wanted.has(need)) above.add(need);
  }
  return plan.steps.flatMap(({ id }) => (above.has(id) ? [id] : []));
}

type Sources = { readonly store: StoreReads; readonly stored: StoredWork };

const RUNS_LOOKED_AT = 50;

/** The rows of a step, cells included, of the newest run of this pipeline in which it succeeded and whose bytes are kept. */
async function newestSuccess(
  { store, stored }: Sources,
  plan: Plan,
  id: string,
  start: string,
): Promise<Readonly<Record<string, ReusedRow>>> {
  const query = { pipeline: plan.pipeline, open: false, limit: RUNS_LOOKED_AT };
  for (const header of await store.runs.list(query)) {
    const steps = (await store.runs.load(header.id))?.steps ?? [];
    const rows = steps.filter((row) => row.stepId === id);
    if (!rows.some((row) => row.key === id && row.result === 'success')) continue;
    const artifacts = rows.flatMap((row) => Object.values(row.artifacts));
    if (!(await stored.isWhole(plan.pipeline, artifacts))) continue;
    return Object.fromEntries(rows.filter(isKept).map((row) => [row.key, { run: header.id, row }]));
  }
  throw new UsageError(
    `${id} is above ${start} and has not succeeded in any of the last runs of ${plan.pipeline}, or what it left is lost, so there is nothing to take over.`,
    `Run it first: mlpipelines run ${plan.pipeline}`,
  );
}

function isKept({ result }: StepRow): boolean {
  return result === 'success' || result === 'stopped';
}
