import type { Problem } from '../../domain/problem.ts';
import { codeFrame } from '../../reports/terminal/code-frame.ts';
import { joinParts, line, span, type Line } from '../../reports/layout/line.ts';
import { count } from '../../reports/words/step-words.ts';

export type FileProblems = {
  /** Its path as a person writes it from where they stand. */
  readonly shown: string;
  readonly text: string;
  readonly problems: readonly Problem[];
};

/** Each problem of the files with its lines, and how many there are. */
export function problemLines(files: readonly FileProblems[], width: number): readonly Line[] {
  const frames = files.flatMap(({ shown, text, problems }) =>
    problems.map((problem) => codeFrame(problem, { file: shown, text }, Math.min(width, 120))),
  );
  return joinParts([...frames, totals(files)]).slice(1);
}

/** Whether any of them keeps a file from being run. */
export function hasErrors(problems: readonly Problem[]): boolean {
  return problems.some(({ severity }) => severity === 'error');
}

function totals(files: readonly FileProblems[]): readonly Line[] {
  const problems = files.flatMap((file) => file.problems);
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const warnings = problems.length - errors;
  const told = [
    ...(errors === 0 ? [] : [count(errors, 'error')]),
    ...(warnings === 0 ? [] : [count(warnings, 'warning')]),
  ];
  const where = files.length === 1 ? (files[0]?.shown ?? '') : count(files.length, 'file');
  if (told.length === 0) return [[span('✓ ', 'good'), span(`${where}: no problem found.`)]];
  return [line(`${told.join(' and ')} in ${where}.`, errors > 0 ? 'bad' : 'warn')];
}
