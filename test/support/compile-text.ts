import { compile } from '../../app/compile/compile.ts';
import type { CompileRequest, CompileResult } from '../../app/compile/compile-request.ts';
import { readPipelineFile } from '../../app/compile/structure/read-pipeline-file.ts';
import type { Plan, PlanStep } from '../../app/domain/plan.ts';
import { ORDINARY_REQUEST } from './pipeline-fixtures.ts';

/** Compiles a text as a pipeline of a repository whose files are not known. */
export function compileText(text: string, overrides: Partial<CompileRequest> = {}): CompileResult {
  const { files: _, ...request } = ORDINARY_REQUEST;
  return compile(readPipelineFile({ file: '.mlpipelines/test.yml', text }), {
    ...request,
    ...overrides,
  });
}

/** Its plan; throws with all problems if it has none. */
export function planOf(text: string, overrides: Partial<CompileRequest> = {}): Plan {
  const { plan, problems, paramProblems } = compileText(text, overrides);
  if (plan === null) throw new Error(JSON.stringify([...problems, ...paramProblems], null, 2));
  return plan;
}

/** One step of the plan of a pipeline `steps`. */
export function stepOf(steps: string, id: string, top = ''): PlanStep {
  const step = planOf(`name: test\n${top}\nsteps:\n${steps}`).steps.find(
    (found) => found.id === id,
  );
  if (step === undefined) throw new Error(`no step ${id}`);
  return step;
}

/** Its problems, each as `line:column code`. */
export function codesOf(text: string, overrides: Partial<CompileRequest> = {}): string[] {
  return compileText(text, overrides).problems.map(
    ({ line, column, code }) => `${line}:${column} ${code}`,
  );
}
