import type { Plan } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run.ts';
import { closestName } from '../../domain/closest-name.ts';
import type { TakenOver } from '../../engine/take-over.ts';
import type { StoreReads } from '../../runtime/store-reads.ts';
import { UsageError } from '../usage-error.ts';

/** Which part of a pipeline a person wants to run. */
export type Part = {
  /** This step and what is below it. */
  readonly from: string | null;
  /** This step alone. */
  readonly only: string | null;
};

export type PartOfRun = {
  /** By row key: results of an earlier run that stand in. */
  readonly takeOver: Readonly<Record<string, TakenOver>>;
  /** Steps that have no part in this run, with the reason. */
  readonly exclude: Readonly<Record<string, string>>;
};

/**
 * What a run of a part of a pipeline does not do itself: steps above are taken over from the newest run in which they
 * succeeded, the others are left out. Throws a `UsageError` when a step above has never succeeded.
 */
export async function takeOverSteps(
  store: StoreReads,
  plan: Plan,
  { from, only }: Part,
): Promise<PartOfRun> {
  const start = from ?? only;
  if (start === null) return { takeOver: {}, exclude: {} };
  refuseUnknown(plan, start);
  const wanted = new Set(only === null ? withBelow(plan, start) : [start]);
  const above = plan.steps.filter(({ id }) => !wanted.has(id) && isAbove(plan, id, wanted));
  const takeOver: Record<string, TakenOver> = {};
  for (const { id } of above) Object.assign(takeOver, await newestSuccess(store, plan, id, start));
  const flag = only === null ? `--from ${start}` : `--only ${start}`;
  const left = plan.steps.filter(({ id }) => !wanted.has(id) && !(id in takeOver));
  return {
    takeOver,
    exclude: Object.fromEntries(left.map(({ id }) => [id, `left out by ${flag}`])),
  };
}

function refuseUnknown(plan: Plan, step: string): void {
  const ids = plan.steps.map(({ id }) => id);
  if (ids.includes(step)) return;
  const near = closestName(step, ids);
  throw new UsageError(
    `${plan.pipeline} has no step ${step}.`,
    near === null ? `Its steps: ${ids.join(', ')}.` : `Did you mean ${near}?`,
  );
}

// Steps of a plan follow their needs.
function withBelow(plan: Plan, start: string): ReadonlySet<string> {
  const below = new Set([start]);
  for (const { id, needs } of plan.steps) {
    if (needs.some((need) => below.has(need))) below.add(id);
  }
  return below;
}

function isAbove(plan: Plan, id: string, wanted: ReadonlySet<string>): boolean {
  return plan.steps.some(
    (step) => step.needs.includes(id) && (wanted.has(step.id) || isAbove(plan, step.id, wanted)),
  );
}

const RUNS_LOOKED_AT = 50;

/** The rows of a step, cells included, of the newest run of this pipeline in which it succeeded. */
async function newestSuccess(
  store: StoreReads,
  plan: Plan,
  id: string,
  start: string,
): Promise<Readonly<Record<string, TakenOver>>> {
  const query = { pipeline: plan.pipeline, open: false, limit: RUNS_LOOKED_AT };
  for (const header of await store.runs.list(query)) {
    const steps = (await store.runs.load(header.id))?.steps ?? [];
    const rows = steps.filter((row) => row.stepId === id);
    if (!rows.some((row) => row.key === id && row.result === 'success')) continue;
    return Object.fromEntries(rows.filter(isKept).map((row) => [row.key, { run: header.id, row }]));
  }
  throw new UsageError(
    `${id} is above ${start} and has not succeeded in any of the last runs of ${plan.pipeline}, so there is nothing to take over.`,
    `Run it first: mlpipelines run ${plan.pipeline}`,
  );
}

function isKept({ result }: StepRow): boolean {
  return result === 'success' || result === 'stopped';
}
