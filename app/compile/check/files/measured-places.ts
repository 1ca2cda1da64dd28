import type { Step } from '../../../../schemas/pipeline.generated.ts';
import type { Path } from '../../problems/finding.ts';

/** The files that a step writes what it measured to, each with the place in the step where that stands. */
export function measuredPlaces({ metrics, report }: Step): [Path, string | undefined][] {
  const examples: [Path, string | undefined] = [
    ['report', 'examples', 'path'],
    report?.examples?.path,
  ];
  if (typeof metrics !== 'object') return [[['metrics'], metrics], examples];
  return [[['metrics', 'path'], metrics.path], [['metrics', 'live'], metrics.live], examples];
}
