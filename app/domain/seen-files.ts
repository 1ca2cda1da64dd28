import type { PlanStep } from './plan.ts';

type Products = Pick<PlanStep, 'outputs' | 'metrics' | 'plots'>;

/** Paths and globs of what a step is to leave behind. */
export function productGlobs({ outputs, metrics, plots }: Products): readonly string[] {
  const measured = metrics === null ? [] : [metrics.path, metrics.live];
  return [
    ...Object.values(outputs).flatMap((spec) => ('path' in spec ? [spec.path] : [])),
    ...measured.filter((path) => path !== null),
    ...plots.map((plot) => (plot.type === 'files' ? plot.glob : plot.path)),
  ];
}

/**
 * Globs of what a step sees of the repository, for `selectFiles`: its `files`, without what it is itself to leave behind,
 * since what lies there from before would count as new. Null: all of it.
 */
export function seenFiles(step: Products & Pick<PlanStep, 'files'>): readonly string[] | null {
  // With `./`, for `!(a|b)` is a pattern of its own.
  const own = productGlobs(step).map((glob) => `!./${glob}`);
  return step.files === null && own.length === 0 ? null : [...(step.files ?? []), ...own];
}

/** Which files a step's key covers: those it sees; where nothing names them, all but the pipeline file, whose meaning is in the key already. */
export function filesInKey(
  step: Products & Pick<PlanStep, 'files'>,
  file: string,
): readonly string[] {
  const seen = seenFiles(step) ?? [];
  return step.files === null ? [`!./${file}`, ...seen] : seen;
}
