import type { Problem } from '../domain/problem.ts';
import { checkMeaning } from './check/check-meaning.ts';
import { checkStructure } from './check/check-structure.ts';
import { draftOf } from './check/draft.ts';
import { buildPlan } from './build/build-plan.ts';
import { paramValues } from './build/param-values.ts';
import type { CompileRequest, CompileResult } from './compile-request.ts';
import type { Finding } from './finding.ts';
import { readYaml, type YamlFile } from './parse/read-yaml.ts';

/**
 * A pipeline file as a plan for one run, or everything that is wrong with it at once. Pure; never throws for any text.
 * The stages: read as YAML, hold against the schema, check what it means, evaluate what is known early, put in order.
 */
export function compile(
  source: { readonly file: string; readonly text: string },
  request: CompileRequest,
): CompileResult {
  const yaml = readYaml(source.text);
  if (yaml.value === undefined) return refused(yaml, []);
  const { pipeline, findings, damage } = checkStructure(yaml.value, yaml.damaged);
  if (pipeline === null) return refused(yaml, findings);
  const { draft, findings: misplaced } = draftOf(pipeline, damage, request);
  const params = paramValues(pipeline, request);
  const found = [...findings, ...misplaced, ...checkMeaning(draft), ...params.findings];
  const paramProblems = params.problems;
  if (paramProblems.length > 0 || hasErrors(yaml, found)) {
    return { ...refused(yaml, found), paramProblems };
  }
  const built = buildPlan(draft, source.file, params.values, request);
  found.push(...built.findings);
  const problems = problemsOf(yaml, found);
  return { plan: problems.some(isError) ? null : built.plan, problems, paramProblems };
}

function refused(yaml: YamlFile, findings: readonly Finding[]): CompileResult {
  return { plan: null, problems: problemsOf(yaml, findings), paramProblems: [] };
}

function problemsOf(yaml: YamlFile, findings: readonly Finding[]): Problem[] {
  const located = findings.map((finding) => yaml.positions.locate(finding));
  return distinct([...yaml.problems, ...located]).sort(byPlace);
}

// A map that is merged into many steps has its mistake once.
function distinct(problems: readonly Problem[]): Problem[] {
  const seen = new Map<string, Problem>();
  for (const problem of problems) {
    const { code, line, column, message } = problem;
    const key = `${line}:${column} ${code} ${message}`;
    if (!seen.has(key)) seen.set(key, problem);
  }
  return [...seen.values()];
}

function byPlace(a: Problem, b: Problem): number {
  return a.line - b.line || a.column - b.column;
}

function hasErrors(yaml: YamlFile, findings: readonly Finding[]): boolean {
  return yaml.problems.length > 0 || findings.some(({ severity }) => severity === 'error');
}

function isError({ severity }: Problem): boolean {
  return severity === 'error';
}
