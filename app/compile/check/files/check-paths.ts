import type { Step } from '../../../../schemas/pipeline.generated.ts';
import { finding, type Finding, type Path } from '../../problems/finding.ts';
import { isLocal } from '../../local-sources.ts';
import { repositoryGlob, repositoryPath } from '../../repository-path.ts';
import { eachStep, type Check, type CheckedFile } from '../checked-file.ts';
import { isArtifactType } from '../references/outputs-of.ts';
import { checkGlobForms } from '../check-glob-forms.ts';
import { measuredPlaces } from './measured-places.ts';
import { outsidePath } from './outside-path.ts';
import { folderOf } from './place-of-input.ts';

/** Paths stay inside the repository; an artifact has one and a value has none. */
export const checkPaths: Check = (checked) => [
  ...outside(checked, checked.pipeline.python?.requirements ?? [], '.', ['python', 'requirements']),
  ...outsideFolder(checked, checked.pipeline.defaults?.run?.['working-directory'], [
    'defaults',
    'run',
    'working-directory',
  ]),
  ...eachStep(checked, ({ step, path }) => checkStep(checked, step, path)),
];

function checkStep(checked: CheckedFile, step: Step, path: Path): Finding[] {
  const folder = folderOf(checked, step);
  const single: [Path, string | undefined][] = [
    ...measuredPlaces(step),
    ...placesOfJudge(step),
    [['checkpoint', 'path'], step.checkpoint?.path],
    ...placesOfInputs(step),
    ...(step.plots ?? []).flatMap((plot, index): [Path, string | undefined][] =>
      typeof plot === 'string' ? [] : [[['plots', index, 'path'], plot.path]],
    ),
  ];
  return [
    ...outsideFolder(checked, step['working-directory'], [...path, 'working-directory']),
    ...outside(checked, step.files ?? [], folder, [...path, 'files']),
    ...outside(checked, stringsOf(step.plots), folder, [...path, 'plots']),
    ...checkGlobForms(step.files ?? [], [...path, 'files']),
    ...checkGlobForms(stringsOf(step.plots), [...path, 'plots']),
    ...single.flatMap(([place, written]) =>
      wholePath(checked, written, folder, [...path, ...place]),
    ),
    ...Object.entries(step.outputs ?? {}).flatMap(([name, output]) =>
      checkOutput(checked, output, folder, [...path, 'outputs', name]),
    ),
  ];
}

/** What a judge reads of the repository. */
function placesOfJudge({ report }: Step): [Path, string | undefined][] {
  const judge = report?.judge;
  return [
    [['report', 'judge', 'prompt'], judge?.prompt],
    [['report', 'judge', 'calibration', 'labels'], judge?.calibration?.labels],
  ];
}

function placesOfInputs({ inputs = {} }: Step): [Path, string | undefined][] {
  return Object.entries(inputs).flatMap(([name, input]): [Path, string | undefined][] =>
    typeof input === 'string'
      ? []
      : [
          [['inputs', name, 'path'], input.path],
          [['inputs', name, 'uri'], isLocal(input.uri ?? '') ? input.uri : undefined],
        ],
  );
}

type Output = NonNullable<Step['outputs']>[string];

function checkOutput(
  checked: CheckedFile,
  { type, path }: Output,
  folder: string,
  place: Path,
): Finding[] {
  if (!isArtifactType(type)) {
    if (path === undefined) return [];
    const hint = 'leave `path` out: a line `name=value` in $MLPIPELINES_OUTPUT sets it';
    const message = `a ${type} is a value and has no path`;
    return [finding('output-path', [...place, 'path'], message, { part: 'key', hint })];
  }
  if (path !== undefined) return wholePath(checked, path, folder, [...place, 'path']);
  if (checked.damage.touches([...place, 'path'])) return [];
  const name = String(place.at(-1));
  const hint = `write \`path\`: the file or folder that the command writes`;
  return [
    finding('output-path', place, `\`${name}\` is a ${type} and needs a \`path\``, {
      part: 'key',
      hint,
    }),
  ];
}

function wholePath(
  checked: CheckedFile,
  written: string | undefined,
  folder: string,
  place: Path,
): Finding[] {
  // Expressions in paths are spoken of elsewhere.
  if (written === undefined || written.includes('${{')) return [];
  const path = repositoryPath(written, folder);
  if (path === null) return [leaves(checked, written, folder, place)];
  if (path !== '.') return /[*?]/.test(path) ? [takenLiterally(written, place)] : [];
  const message = `${written} is the whole ${checked.project === null ? 'repository' : 'project'}`;
  return [finding('path-outside', place, message, { hint: 'name a file or folder in it' })];
}

// Who writes `ckpt/*.bin` would learn after hours of work that there is no such file.
function takenLiterally(written: string, place: Path): Finding {
  const message = `${written} must be the path of one file or folder, not a pattern with * or ?`;
  const hint = 'name one file, or the folder that holds them';
  return finding('literal-glob', place, message, { hint });
}

function outsideFolder(checked: CheckedFile, written: string | undefined, place: Path): Finding[] {
  const isInside = written === undefined || repositoryPath(written) !== null;
  return isInside ? [] : [leaves(checked, written, '.', place)];
}

function outside(
  checked: CheckedFile,
  globs: readonly (string | null)[],
  folder: string,
  place: Path,
): Finding[] {
  return globs.flatMap((glob, index) =>
    glob === null || repositoryGlob(glob, folder) !== null
      ? []
      : [leaves(checked, glob, folder, [...place, index])],
  );
}

// Keeps its places, so that indexes stay those of the file.
function stringsOf(plots: Step['plots']): (string | null)[] {
  return (plots ?? []).map((plot) => (typeof plot === 'string' ? plot : null));
}

function leaves({ project }: CheckedFile, written: string, folder: string, place: Path): Finding {
  const { message, hint } = outsidePath(project, written, folder);
  return finding('path-outside', place, message, { hint });
}
