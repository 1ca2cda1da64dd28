import { measuredByEach } from '../../domain/seeds.ts';
import { spreadOf } from '../../../math/welch.ts';
import type { Training, TrainingSpread } from '../../reports/report/training.ts';

type Measured = { readonly metrics: Readonly<Record<string, number>> };

/** How much each metric moves between these trainings; those of which too few measured it are left out. */
export function trainingSpreads(
  trainings: readonly Measured[],
  { from, step }: Pick<TrainingSpread, 'from' | 'step'>,
): Training['spreads'] {
  const found = Object.entries(measuredByEach(trainings)).flatMap(
    ([metric, values]): [string, TrainingSpread][] => {
      const spread = spreadOf(values);
      return spread === null ? [] : [[metric, { ...spread, from, step }]];
    },
  );
  return Object.fromEntries(found);
}
