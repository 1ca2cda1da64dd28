import { digestOfJson, type Digest } from '../../domain/digest.ts';
import { asksOf, isAnswered } from '../../domain/asks.ts';
import type { Json } from '../../domain/json.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import { StepKeys, type StepKey } from '../../runtime/facts/step-keys.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { Stage } from '../forecast/rehearse-run.ts';

/** A run of this machine that may hand something over. */
export type EarlierRun = {
  readonly rows: RunRows;
  readonly plan: Plan;
  readonly byKey: ReadonlyMap<string, StepRow>;
};

/** The row that did the work of another, which took it over. */
export type Origin = {
  /** Null: forgotten. */
  readonly run: EarlierRun | null;
  readonly key: string;
};

/** Earlier runs, each read once, and what their work was made of. */
export type EarlierWork = {
  readonly run: (id: string) => Promise<EarlierRun | null>;
  readonly originOf: (run: EarlierRun, row: StepRow) => Promise<Origin>;
  /** Null: nobody knows it any more. */
  readonly keyOf: (row: StepRow, origin: Origin) => Promise<Digest | null>;
  /** What its key was made of. */
  readonly partsOf: (origin: Origin) => Promise<Json | null>;
};

export function openEarlierWork(stage: Stage & { readonly store: StoreReads }): EarlierWork {
  const { store } = stage;
  const known = new Map<string, Promise<EarlierRun | null>>();
  const run: EarlierWork['run'] = (id) => {
    const asked = known.get(id) ?? readRun(store, id);
    known.set(id, asked);
    return asked;
  };
  return {
    run,
    originOf: async (earlier, { takenFrom, key }) =>
      takenFrom === null
        ? { run: earlier, key }
        : { run: await run(takenFrom.run), key: takenFrom.key },
    // In place nobody knows what a step read beside the files of its key.
    keyOf: async ({ cacheKey }, origin) =>
      origin.run?.rows.header.options.inPlace === true
        ? null
        : (cacheKey ?? (await workedOut(stage, origin))?.cacheKey ?? null),
    partsOf: async (origin) => {
      if (origin.run === null) return null;
      const kept = await store.cache.partsOf(origin.run.rows.header.id, origin.key);
      return (kept ?? (await workedOut(stage, origin)))?.parts ?? null;
    },
  };
}

/** Whether work of then would be asked for the same now; what is registered, and as what, stands in no key. */
export function answersStep(
  plan: Plan,
  row: Pick<StepRow, 'stepId' | 'examples'>,
  now: PlanStep,
): boolean {
  const step = plan.steps.find(({ id }) => id === row.stepId);
  if (step === undefined || !isAnswered({ ...row, asks: asksOf(step) }, asksOf(now))) return false;
  return now.action.type !== 'register' || digestOfJson(now.action) === digestOfJson(step.action);
}

async function readRun(store: StoreReads, id: string): Promise<EarlierRun | null> {
  const rows = await store.runs.load(id);
  const plan = rows === null ? null : await store.runs.plan(rows.header.plan);
  if (rows === null || plan === null) return null;
  return { rows, plan, byKey: new Map(rows.steps.map((row) => [row.key, row])) };
}

/**
 * A step that the cache is not asked about is given no key when it runs; it is worked out from what its run was made
 * of, with the Python that is here now.
 */
async function workedOut(stage: Stage, { run, key }: Origin): Promise<StepKey | null> {
  if (run === null) return null;
  const { rows, plan } = run;
  const hot = HotRun.load(indexPlan(plan), rows);
  const keys = new StepKeys({ read: async (_run, look) => look(hot) }, stage);
  return keys.of(rows.header.id, key).catch(() => null);
}
