import type { Pipeline, Triggers } from '../../../schemas/pipeline.generated.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Problem } from '../../domain/problem.ts';
import { compile } from '../compile.ts';
import type { PipelineFile } from '../structure/read-pipeline-file.ts';

/** What is known of a pipeline file before it is compiled for a run: plain data. */
export type Outline = {
  readonly file: string;
  /** Null: it cannot be told what pipeline it is. */
  readonly name: string | null;
  readonly triggers: Triggers;
  /** Some step has gates. */
  readonly isGated: boolean;
  /** Whether it tells a push from a pull request of the same commit. */
  readonly readsEvent: boolean;
  /** How many steps it has at least: matrices that are written out count by their cells. */
  readonly steps: number;
  /** Of a file that is no pipeline; a pipeline's are told when it is compiled. */
  readonly problems: readonly Problem[];
};

/** Sums a file up that was read. */
export function outlineFile(read: PipelineFile): Outline {
  const { file, name, triggers, structure } = read;
  const { pipeline } = structure;
  const steps = Object.values(pipeline?.steps ?? {});
  return {
    file,
    name,
    triggers,
    isGated: steps.some(({ gates }) => gates !== undefined),
    readsEvent: READS_EVENT.test(JSON.stringify(pipeline ?? '')),
    steps: steps.reduce((sum, step) => sum + cellsOf(step, pipeline?.steps ?? {}), 0),
    problems: pipeline === null ? compile(read, NOBODYS).problems : [],
  };
}

/** How many steps a plan has, each cell that is known counted as one. */
export function stepsOf({ steps }: Plan): number {
  return steps.reduce(
    (sum, { matrix }) =>
      sum + (matrix?.cells.type === 'static' ? Math.max(1, matrix.cells.cells.length) : 1),
    0,
  );
}

/** By name, by index, or all of it at once: `github.event_name`, `github['event_name']`, `toJSON(github)`. */
const READS_EVENT =
  /github\s*\.\s*(?:event|base_ref|head_ref|\*)|github\s*\[|[(,]\s*github\s*[),]/i;
const NOBODYS = { params: {}, github: {}, run: {}, environment: 'github' } as const;

function cellsOf({ strategy }: Pipeline['steps'][string], steps: Pipeline['steps']): number {
  const other = strategy?.['matrix-of'];
  // Of a step that itself has another's cells the compiler counts them.
  const matrix: unknown = strategy?.matrix ?? (other && steps[other]?.strategy?.matrix);
  if (typeof matrix !== 'object' || matrix === null || 'exclude' in matrix) return 1;
  const lists = Object.entries(matrix).flatMap(([key, values]: [string, unknown]) =>
    key !== 'include' && Array.isArray(values) ? [Math.max(1, values.length)] : [],
  );
  return lists.reduce((product, length) => product * length, 1);
}
