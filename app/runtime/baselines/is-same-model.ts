import type { StepRow } from '../../domain/run/run.ts';
import type { HotRun } from '../../engine/state/hot-run.ts';
import type { StoreReads } from '../ports/store.ts';
import { makersOf } from './model-of.ts';
import type { JudgedRow } from './why-otherwise.ts';

/**
 * Whether a step judges the very model that it judged in another run: the same bytes, made by the same code, so that
 * nothing of what both steps share has changed either. Then only the evaluation is new.
 */
export async function isSameModel(
  { store }: { readonly store: Pick<StoreReads, 'runs'> },
  hot: HotRun,
  { plan, step }: JudgedRow,
  run: string,
): Promise<boolean> {
  const makers = makersOf(plan, step);
  const ids = makers.map(({ id }) => id);
  const then = new Map((await store.runs.rows([run], ids)).map(({ row }) => [row.key, row]));
  const pairs = ids.map((id) => [hot.step(id), then.get(id)] as const);
  return pairs.length > 0 && pairs.every(([now, was]) => isSameWork(now, was));
}

function isSameWork(now: StepRow | undefined, was: StepRow | undefined): boolean {
  if (now == null || was == null) return false;
  if (now.cacheKey === null || now.cacheKey !== was.cacheKey) return false;
  const names = new Set([...Object.keys(now.artifacts), ...Object.keys(was.artifacts)]);
  return [...names].every((name) => now.artifacts[name]?.digest === was.artifacts[name]?.digest);
}
