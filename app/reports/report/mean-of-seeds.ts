import type { StepView } from '../../../schemas/run-view.generated.ts';
import { areSeeds, measuredByEach } from '../../domain/seeds.ts';
import { meanOf } from '../../../math/welch.ts';

type Measured = Pick<StepView, 'cell' | 'result' | 'metrics'>;

/**
 * What a matrix step measured whose cells differ in their seed alone, each number the mean of all of them. Null: they
 * differ in more, or one of them has measured nothing: without the seeds that went wrong the mean would flatter.
 */
export function meanOfSeeds(cells: readonly Measured[]): Readonly<Record<string, number>> | null {
  if (!areSeeds(cells) || !cells.every(isMeasured)) return null;
  const values = Object.entries(measuredByEach(cells));
  return Object.fromEntries(values.map(([name, each]) => [name, meanOf(each)]));
}

/** Whether a cell is over and its gates were judged, or would have been. */
export function isMeasured({ result, metrics }: Pick<Measured, 'result' | 'metrics'>): boolean {
  return (result === 'success' || result === 'rejected') && Object.keys(metrics).length > 0;
}
