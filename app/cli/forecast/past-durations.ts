import { stepKey } from '../../domain/cell.ts';
import type { Plan } from '../../domain/plan.ts';
import type { PastDuration } from '../../runtime/ports/history.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';

/** How long the rows of a plan took when they last succeeded on this machine; a cell that is new as long as the longest of its step. */
export async function pastDurations(
  { history }: Pick<StoreReads, 'history'>,
  plan: Plan,
): Promise<ReadonlyMap<string, PastDuration>> {
  const steps = plan.steps.map(({ id, matrix }) => {
    const cells = matrix?.cells.type === 'static' ? matrix.cells.cells : [];
    return { id, keys: cells.map((cell) => stepKey(id, cell)) };
  });
  const keys = steps.flatMap(({ id, keys }) => [id, ...keys]);
  const found = await history.durations({ pipeline: plan.pipeline, keys });
  const withNewCells = steps.flatMap(({ id, keys }) => {
    const ofStep = found.get(id);
    return ofStep === undefined ? [] : keys.map((key) => [key, ofStep] as const);
  });
  return new Map([...withNewCells, ...found]);
}
