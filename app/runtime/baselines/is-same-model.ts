import { canonicalJson } from '../../domain/digest.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { StoreReads } from '../ports/store.ts';
import { partsOf, type JudgedRow } from './evaluation-changes.ts';
import { modelInputsOf, modelSources } from './model-of.ts';
import { judgedIn } from './why-otherwise.ts';

type Reads = Pick<StoreReads, 'runs' | 'cache'>;

/**
 * Whether a step judges the very model that it judged in another run: what it is given of it comes from the same outputs,
 * by either plan, with the same bytes, made by the same code, so that nothing of what both steps share has changed either.
 * Then only the evaluation is new.
 */
export async function isSameModel(
  { store }: { readonly store: Reads },
  hot: HotRun,
  judged: JudgedRow,
  run: string,
): Promise<boolean> {
  const { plan, step } = judged;
  const header = await store.runs.header(run);
  const then = judgedIn(header === null ? null : await store.runs.plan(header.plan), step);
  if (then === null) return false;
  const [now, was] = [modelSources(plan, step), modelSources(then.plan, then.judged)];
  if (canonicalJson(now) !== canonicalJson(was)) return false;
  const ids = new Set(Object.values(now).map((source) => source.step));
  const makers = plan.steps.filter(({ id }) => ids.has(id));
  if (makers.length === 0) return false;
  for (const maker of makers) {
    if (!(await isMadeAlike(store, hot, maker, run))) return false;
  }
  // Of many models that were made alike another one may have been chosen.
  const hasChoice = makers.some(({ matrix }) => matrix !== null);
  return !hasChoice || (await isGivenAlike(store, judged, run));
}

async function isMadeAlike(
  store: Reads,
  hot: HotRun,
  { id, matrix }: PlanStep,
  run: string,
): Promise<boolean> {
  const now = matrix === null ? [hot.step(id)] : Array.from(hot.cellsOf(id));
  const was =
    matrix === null
      ? (await store.runs.rows([run], [id])).map(({ row }) => row)
      : await store.runs.cells(run, id);
  const byKey = new Map(was.map((row) => [row.key, row]));
  const isEach = now.every((row) => row !== undefined && isSameWork(row, byKey.get(row.key)));
  return now.length > 0 && now.length === was.length && isEach;
}

function isSameWork(now: StepRow, was: StepRow | undefined): boolean {
  if (was === undefined || now.cacheKey === null || now.cacheKey !== was.cacheKey) return false;
  const names = new Set([...Object.keys(now.artifacts), ...Object.keys(was.artifacts)]);
  return [...names].every((name) => now.artifacts[name]?.digest === was.artifacts[name]?.digest);
}

async function isGivenAlike(
  store: Reads,
  { header, plan, step, row }: JudgedRow,
  run: string,
): Promise<boolean> {
  const [was] = await store.runs.rows([run], [row.key]);
  if (was === undefined) return false;
  const [after, before] = await Promise.all([
    partsOf(store, header.id, row),
    partsOf(store, run, was.row),
  ]);
  return modelInputsOf(plan, step).every((name) => {
    const given = after?.[`input.${name}`];
    return given !== undefined && given === before?.[`input.${name}`];
  });
}
