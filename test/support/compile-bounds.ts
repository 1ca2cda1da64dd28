import type { CompileResult } from '../../app/compile/compile-request.ts';
import type { Problem } from '../../app/domain/problem.ts';

const MAX_PROBLEMS = 100;
const MAX_SAID = 620;
const MAX_STEPS = 10_000;
/** Beside what the text itself holds: a plan spells out what a file leaves out. */
const MAX_PLAN_GROWTH = 64;
const MAX_PLAN_START = 1_000_000;

/** What of a compilation is larger than any file may make it, or lies outside of the file. Counted, not timed. */
export function problemsOfBounds(text: string, result: CompileResult): string[] {
  const { plan, problems, paramProblems } = result;
  const lines = text.split('\n').map((line) => line.length);
  const count = problems.length + paramProblems.length;
  const steps = plan?.steps.length ?? 0;
  const bytes = plan === null ? 0 : JSON.stringify(plan).length;
  return [
    ...(count > MAX_PROBLEMS ? [`${count} problems`] : []),
    ...problems.flatMap((problem) => wrongWith(problem, lines)),
    ...(steps > MAX_STEPS ? [`${steps} steps`] : []),
    ...(bytes > MAX_PLAN_GROWTH * text.length + MAX_PLAN_START ? [`a plan of ${bytes}`] : []),
  ];
}

function wrongWith(problem: Problem, lines: readonly number[]): string[] {
  const { code, message, hint, line, column, endLine, endColumn } = problem;
  const said = message.length + (hint?.length ?? 0);
  const place = `${code}: ${line}:${column}-${endLine}:${endColumn}`;
  const isInside = isPlace(line, column, lines) && isPlace(endLine, endColumn, lines);
  const isForward = endLine > line || (endLine === line && endColumn > column);
  return [
    ...(said > MAX_SAID ? [`${code}: ${said} characters said`] : []),
    ...(isInside ? [] : [`${place} is not in the file`]),
    ...(isForward ? [] : [`${place} ends before it begins`]),
  ];
}

// A mark at the end of a line reaches one character beyond it.
function isPlace(line: number, column: number, lines: readonly number[]): boolean {
  const length = lines[line - 1];
  return length !== undefined && column >= 1 && column <= length + 2;
}
