import type { StepRow } from '../../domain/run/run.ts';
import type { StoreReads } from '../ports/store.ts';

/** The row of a step that measured in a run: its own, or of a matrix step the first cell that succeeded; null: none did. */
export async function measuringRow(
  { runs }: { readonly runs: Pick<StoreReads['runs'], 'rows' | 'cells'> },
  run: string,
  stepId: string,
): Promise<StepRow | null> {
  const [found] = await runs.rows([run], [stepId]);
  if (found === undefined || found.row.role !== 'group') return found?.row ?? null;
  const cells = await runs.cells(run, stepId);
  return cells.find(({ result }) => result === 'success') ?? null;
}
