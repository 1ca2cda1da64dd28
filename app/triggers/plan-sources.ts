import type { ParamProblem } from '../compile/compile-request.ts';
import type { Plan } from '../domain/plan.ts';
import type { PipelineFiles } from './pipeline-files.ts';

export type PlannedSource = {
  readonly file: string;
  readonly plan: Plan | null;
  readonly problems: number;
  /** What is wrong with the params that were given. */
  readonly paramProblems: readonly ParamProblem[];
};

const NOBODY = { id: '', number: 0, attempt: 1, trigger: '', date: '1970-01-01', scheduled_at: '' };

/** The plans of files for nobody's run in particular: what a person asks for who wants to see before starting. Broken ones have none. */
export async function planSources(
  files: PipelineFiles,
  params: Readonly<Record<string, string>>,
): Promise<readonly PlannedSource[]> {
  const request = { params, github: {}, run: NOBODY, environment: 'github' } as const;
  const planned: PlannedSource[] = [];
  for (const outline of await files.all()) {
    const { plan, problems, paramProblems } = await files.compile(outline, request);
    planned.push({ file: outline.file, plan, problems: problems.length, paramProblems });
  }
  return planned;
}
