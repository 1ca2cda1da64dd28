import type { PlanStep } from './plan.ts';
import type { ResolvedStep } from './resolved-step.ts';

type Products = Pick<PlanStep, 'outputs' | 'metrics' | 'plots' | 'report' | 'slices'>;
type Seeing = Products & Pick<PlanStep, 'files'>;
type Inputs = ResolvedStep['inputs'];

/** Paths and globs of what a step is to leave behind. */
export function productGlobs(step: Products): readonly string[] {
  const { outputs, metrics, plots, report, slices } = step;
  const measured = metrics === null ? [] : [metrics.path, metrics.live];
  return [
    ...Object.values(outputs).flatMap((spec) => ('path' in spec ? [spec.path] : [])),
    ...measured.filter((path) => path !== null),
    ...(report?.examples === undefined ? [] : [report.examples.path]),
    ...(report?.judge?.calibration == null ? [] : [report.judge.calibration.verdicts]),
    ...(slices === undefined ? [] : [slices.path]),
    ...plots.map((plot) => (plot.type === 'files' ? plot.glob : plot.path)),
  ];
}

/**
 * Globs of what a step sees of the repository, for `selectFiles`: its `files`, without what it is to leave behind itself,
 * since what lies there from before would count as new, and without what it is given where that was made. Null: all; none:
 * nothing, to which no rule that only takes away is added, since that would name all the rest.
 */
export function seenFiles(step: Seeing, inputs: Inputs = {}): readonly string[] | null {
  if (step.files?.length === 0) return [];
  const made = [...productGlobs(step), ...placesOfMaking(inputs)];
  const left = made.map((glob) => `!./${glob}`);
  return step.files === null && left.length === 0 ? null : [...(step.files ?? []), ...left];
}

/** Which files a step's key covers: those it sees; where nothing names them, not the pipeline file, whose meaning is in the key already. */
export function filesInKey(step: Seeing, file: string, inputs: Inputs = {}): readonly string[] {
  const seen = seenFiles(step, inputs) ?? [];
  return step.files === null ? [`!./${file}`, ...seen] : seen;
}

/** The same before its inputs are known, when these are the places where they will lie as they were made. */
export function filesInKeyBefore(
  step: Seeing,
  file: string,
  { inputs, places }: { readonly inputs: Inputs; readonly places: readonly string[] },
): readonly string[] {
  const globs = filesInKey(step, file, inputs);
  return globs.length === 0 ? globs : [...globs, ...places.map((place) => `!./${place}`)];
}

/** An input elsewhere than where it was made must not lie over a file of the repository. */
function placesOfMaking(inputs: Inputs): readonly string[] {
  return Object.values(inputs).flatMap(({ content, path }) => {
    const artifacts =
      content.type === 'cells' ? content.cells.map((one) => one.artifact) : [content.artifact];
    return artifacts.some((artifact) => artifact.path === path) ? [path] : [];
  });
}
