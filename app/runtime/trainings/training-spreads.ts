import { sliceKey } from '../../../evaluation/slices.ts';
import { spreadOf } from '../../../math/welch.ts';
import { slicesIn, type KeptSlices } from '../../domain/kept-slices.ts';
import { measuredByEach } from '../../domain/seeds.ts';
import type { Training, TrainingSpread, TrainingSpreads } from '../../reports/report/training.ts';

type Metrics = Readonly<Record<string, number>>;
type Measured = { readonly metrics: Metrics; readonly slices?: KeptSlices };
type From = Pick<TrainingSpread, 'from' | 'step' | 'measuredBy'>;

/** How much each metric moves between these trainings, in each slice too; those of which too few measured it are left out. */
export function trainingSpreads(
  trainings: readonly Measured[],
  from: From,
): Pick<Training, 'spreads' | 'slices'> {
  const bySlice = slicesOfEach(trainings).flatMap(([key, each]): [string, TrainingSpreads][] => {
    const spreads = spreadsOf(each, from);
    return Object.keys(spreads).length === 0 ? [] : [[key, spreads]];
  });
  return {
    spreads: spreadsOf(trainings, from),
    ...(bySlice.length > 0 && { slices: Object.fromEntries(bySlice) }),
  };
}

function spreadsOf(
  trainings: readonly { readonly metrics: Metrics }[],
  from: From,
): TrainingSpreads {
  const found = Object.entries(measuredByEach(trainings)).flatMap(
    ([metric, values]): [string, TrainingSpread][] => {
      const spread = spreadOf(values);
      return spread === null ? [] : [[metric, { ...spread, ...from }]];
    },
  );
  return Object.fromEntries(found);
}

/** The slices that all of them measured, with what each measured there. */
function slicesOfEach(
  trainings: readonly Measured[],
): readonly [string, readonly { readonly metrics: Metrics }[]][] {
  const all = trainings.flatMap(({ slices }) => slicesIn(slices));
  const byKey = Map.groupBy(all, ({ by }) => sliceKey(by));
  return [...byKey].filter(([, each]) => each.length === trainings.length);
}
