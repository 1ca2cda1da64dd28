import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../../problems/finding.ts';
import { repositoryPath } from '../../repository-path.ts';
import { eachStep, type Check } from '../checked-file.ts';
import { measuredPlaces } from './measured-places.ts';
import { folderOf } from './place-of-input.ts';
import type { RepositoryFiles } from './repository-files.ts';

/**
 * Metrics, examples, plots and outputs where the repository has files already. The step does not see those, since what it does not
 * write would else count as written. Only where the repository is known.
 */
export const checkProducts: Check = (checked) => {
  const { files } = checked;
  if (files === null) return [];
  return eachStep(checked, ({ step, path }) => {
    const folder = folderOf(checked, step);
    return productPlaces(step).flatMap(([place, written]) => {
      const product = written === undefined ? null : repositoryPath(written, folder);
      if (product === null || product === '.') return [];
      return overFiles(files, product, [...path, ...place]);
    });
  });
};

function productPlaces(step: Step): [Path, string | undefined][] {
  const { plots = [], outputs = {} } = step;
  return [
    ...measuredPlaces(step),
    ...plots.map((plot, index): [Path, string] =>
      typeof plot === 'string' ? [['plots', index], plot] : [['plots', index, 'path'], plot.path],
    ),
    ...Object.entries(outputs).map(([name, { path }]): [Path, string | undefined] => [
      ['outputs', name, 'path'],
      path,
    ]),
  ];
}

function overFiles(files: RepositoryFiles, product: string, place: Path): Finding[] {
  if (!files.matches(product)) return [];
  const message = `the repository has ${product} already; the step does not see that, for it is to write it`;
  const hint = `take it out of the repository (a line in .gitignore, and git rm --cached where git tracks it), or name another path`;
  return [finding('output-over-file', place, message, { severity: 'warning', hint })];
}
