import { gateLineKey } from '../domain/gate.ts';
import type { Plan } from '../domain/plan.ts';
import type { Problem } from '../domain/problem.ts';
import { buildPlan } from './build/build-plan.ts';
import { paramValues } from './build/param-values.ts';
import { checkPipelineFile, type CheckResult } from './check/check-pipeline-file.ts';
import type {
  CompileRequest,
  CompileResult,
  ParamProblem,
  PlanRequest,
} from './compile-request.ts';
import type { Finding } from './problems/finding.ts';
import { limitProblems } from './problems/limit-problems.ts';
import type { YamlFile } from './parse/read-yaml.ts';
import type { PipelineFile } from './structure/read-pipeline-file.ts';

/**
 * A pipeline file as a plan for one run, or everything that is wrong with it at once. Pure; never throws for any text.
 * The stages: read as YAML and held against the schema, `readPipelineFile`; what it means, `checkPipelineFile`; what is
 * known early evaluated and put in order, here.
 */
export function compile(file: PipelineFile, request: CompileRequest): CompileResult {
  return compileChecked(checkPipelineFile(file, request), request);
}

function compileChecked(
  { file, checked, findings: found }: CheckResult,
  request: PlanRequest,
): CompileResult {
  const { yaml } = file;
  if (checked === null) return { plan: null, problems: problemsOf(yaml, found), paramProblems: [] };
  const params = paramValues(checked.pipeline, request);
  const built = buildPlan(checked, file.file, params.values, request);
  const paramProblems = params.problems;
  const evaluated = [...params.findings, ...built.findings];
  const problems = problemsOf(yaml, [...found, ...worthTelling(evaluated, found, paramProblems)]);
  const isRefused = paramProblems.length > 0 || problems.some(isError);
  const plan = isRefused ? null : { ...built.plan, lines: linesOf(yaml, built.plan) };
  return { plan, problems, paramProblems };
}

/** Beside the steps, not in them: a step that only moved is the same step. */
function linesOf({ positions }: YamlFile, { steps }: Plan): NonNullable<Plan['lines']> {
  return Object.fromEntries(
    steps.flatMap(({ id, gates }) => [
      [id, positions.lineOf(['steps', id])],
      ...gates.map((gate) => [
        gateLineKey(id, gate.id),
        positions.lineOf(['steps', id, 'gates', gate.id]),
      ]),
    ]),
  );
}

// An expression fails because of what is wrong with it, or with the params it reads; once said is enough.
function worthTelling(
  evaluated: readonly Finding[],
  found: readonly Finding[],
  paramProblems: readonly ParamProblem[],
): readonly Finding[] {
  const told = new Set(found.map(({ path }) => path.join('\n')));
  const isBlind =
    paramProblems.length > 0 || [...found, ...evaluated].some(({ path }) => path[0] === 'params');
  return evaluated.filter(({ code, path, message }) => {
    if (code !== 'failed-expression' && code !== 'bad-matrix') return true;
    const isFollowUp = isBlind && message.includes('`params` has no');
    return !isFollowUp && !told.has(path.join('\n'));
  });
}

function problemsOf(yaml: YamlFile, findings: readonly Finding[]): Problem[] {
  const located = findings.map((finding) => yaml.positions.locate(finding));
  return limitProblems(distinct([...yaml.problems, ...located]).sort(byPlace));
}

// A map that is merged into many steps has its mistake once.
function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const { code, line, column, message, hint } = problem;
    const key = `${line}:${column} ${code} ${hint ?? message}`;
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
