import { shortened } from '../../../text/shortened.ts';
import type { Problem } from '../../domain/problem.ts';
import type { ProblemCode } from './problem-codes.ts';

/** More than anyone mends at once; GitHub shows 50 annotations a request. */
const MAX_PROBLEMS = 100;
const MAX_TEXT = 300;

/** As many problems as a person reads, each as long as one reads; the last says how many were left out. */
export function limitProblems(problems: readonly Problem[]): Problem[] {
  if (problems.length <= MAX_PROBLEMS) return problems.map(brief);
  const shown = problems.slice(0, MAX_PROBLEMS - 1).map(brief);
  return [...shown, ...remainder(problems.slice(MAX_PROBLEMS - 1), 'correct those above first')];
}

/** Stands for the problems that are not shown, where there are any: how many they are, at the place of the first. */
export function remainder(rest: readonly Problem[], hint: string): readonly Problem[] {
  const [first] = rest;
  if (first === undefined) return [];
  const code: ProblemCode = 'more-problems';
  // A file whose errors all stand below is still refused for a reason that is shown.
  const severity = rest.some((problem) => problem.severity === 'error') ? 'error' : 'warning';
  const message = `from here on there are ${rest.length} more problems`;
  return [{ ...first, code, severity, message, hint }];
}

function brief(problem: Problem): Problem {
  const { message, hint } = problem;
  return {
    ...problem,
    message: shortened(message, MAX_TEXT),
    hint: hint === null ? null : shortened(hint, MAX_TEXT),
  };
}
