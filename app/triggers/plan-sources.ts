import { compile } from '../compile/compile.ts';
import type { ParamProblem } from '../compile/compile-request.ts';
import type { PipelineFile } from '../compile/structure/read-pipeline-file.ts';
import type { Plan } from '../domain/plan.ts';

export type PlannedSource = {
  readonly file: string;
  readonly plan: Plan | null;
  readonly problems: number;
  /** What is wrong with the params that were given. */
  readonly paramProblems: readonly ParamProblem[];
};

/** The plans of files for nobody's run in particular: what a person asks for who wants to see before starting. Broken ones have none. */
export function planSources(
  files: readonly PipelineFile[],
  params: Readonly<Record<string, string>>,
): readonly PlannedSource[] {
  return files.map((file) => {
    const run = {
      id: '',
      number: 0,
      attempt: 1,
      trigger: '',
      date: '1970-01-01',
      scheduled_at: '',
    };
    const request = { params, github: {}, run, environment: 'github' } as const;
    const { plan, problems, paramProblems } = compile(file, request);
    return { file: file.file, plan, problems: problems.length, paramProblems };
  });
}
