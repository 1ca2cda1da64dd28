import type { Step } from '../../../../schemas/pipeline.generated.ts';
import type { Path } from '../../problems/finding.ts';

/** The files that a step writes what it measured to, each with the place in the step where that stands. */
export function measuredPlaces({ metrics, report, slices }: Step): [Path, string | undefined][] {
  const examples: [Path, string | undefined] = [
    ['report', 'examples', 'path'],
    report?.examples?.path,
  ];
  const verdicts: [Path, string | undefined][] = [
    [['report', 'judge', 'path'], report?.judge?.path],
    [['report', 'judge', 'calibration', 'verdicts'], report?.judge?.calibration?.verdicts],
  ];
  const parts: [Path, string | undefined] = [['slices', 'path'], slices?.path];
  const tables = [examples, ...verdicts, parts];
  if (typeof metrics !== 'object') return [[['metrics'], metrics], ...tables];
  return [[['metrics', 'path'], metrics.path], [['metrics', 'live'], metrics.live], ...tables];
}
