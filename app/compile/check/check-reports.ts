import type { Step } from '../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import { measures } from '../measures.ts';
import { eachStep, type Check, type CheckedFile } from './checked-file.ts';
import { matrixKeys } from './references/matrix-keys.ts';

/** A run has one report, of a step that measures something once. */
export const checkReports: Check = (checked) => {
  const first = Object.entries(checked.pipeline.steps).find(([, step]) => hasReport(step));
  return eachStep(checked, ({ id, step, path }) => {
    if (!hasReport(step)) return [];
    const isTold = ['metrics', 'run', 'report'].some((key) =>
      checked.damage.touches([...path, key]),
    );
    return [
      ...(!measures(step) && !isTold ? [withoutMetrics(path)] : []),
      ...(step.strategy === undefined || isOfSeeds(checked, id) ? [] : [ofCells(path)]),
      ...(first === undefined || first[0] === id ? [] : [second(path, first[0])]),
    ];
  });
};

/** Of cells that differ in their seed alone the mean is reported. */
function isOfSeeds(checked: CheckedFile, id: string): boolean {
  const keys = matrixKeys(checked, id) ?? [];
  return keys.length === 1 && keys[0] === 'seed';
}

function hasReport({ report }: Step): boolean {
  return report !== undefined;
}

function withoutMetrics(path: Path): Finding {
  const hint = 'write `metrics: metrics.json`, the file that the command writes them to';
  const message = 'this step has a report, but no `metrics` to compare';
  return finding('report-form', [...path, 'report'], message, { part: 'key', hint });
}

function ofCells(path: Path): Finding {
  const message = 'a report is of one result, and a step with a matrix has one for each cell';
  const hint =
    'let a step without a matrix evaluate what the cells made, and report that; of cells that differ in `seed` alone the mean is reported';
  return finding('report-form', [...path, 'report'], message, { part: 'key', hint });
}

function second(path: Path, other: string): Finding {
  const message = `a run has one report, and \`${other}\` gives it`;
  const hint = 'keep the one that the change is judged by; metrics of other steps are on the page';
  return finding('report-form', [...path, 'report'], message, { part: 'key', hint });
}
