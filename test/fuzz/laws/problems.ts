import type { Problem } from '../../../app/domain/problem.ts';
import { brokenFileCheck } from '../../../app/reports/check/broken-file-check.ts';
import { codeFrame } from '../../../app/reports/terminal/code-frame.ts';
import { lineText } from '../../../app/reports/layout/line.ts';
import { obeyed } from '../../support/hostile-text.ts';
import { firstBroken, type Broken } from '../door.ts';
import { brokenMarkdown } from './markdown.ts';

/** What is wrong with how the problems of a file are told, on a terminal and in a check; null: nothing. */
export function takeProblems(
  problems: readonly Problem[],
  source: { readonly file: string; readonly text: string },
): Broken {
  const shown = problems.slice(0, 3).flatMap((problem) => codeFrame(problem, source, 100));
  const lines = shown.map(lineText);
  const check = brokenFileCheck({ file: source.file, pipeline: null, problems });
  return (
    firstBroken({
      'a terminal obeys nothing': lines.every((line) => obeyed(line, false).length === 0),
      'lines are short': lines.every((line) => line.length <= 1000),
      'an annotation has a message': check.annotations.every(({ message }) => message !== ''),
    }) ?? (problems.length > 0 && problems.length < 5 ? brokenMarkdown(check.summary) : null)
  );
}
