import { POLICY_FILE } from '../../domain/policy.ts';
import type { Problem } from '../../domain/problem.ts';
import { fitSections, MOST_BYTES, whole, type Section } from '../markdown/fit-sections.ts';
import { inlineCode, inlineText } from '../markdown/inline-text.ts';
import { count } from '../words/step-words.ts';
import { annotationText } from './annotation-text.ts';
import type { CheckAnnotation, CheckOutput } from './check-output.ts';
import { checkName } from './run-check.ts';

export type BrokenFile = {
  /** Path in the repository. */
  readonly file: string;
  /** Its pipeline where that can be read; else the file's path names the check. */
  readonly pipeline: string | null;
  readonly problems: readonly Problem[];
};

/** The failed check of a pipeline file that says no pipeline, or of a broken policy file: each problem on its lines, with what to write instead. */
export function brokenFileCheck({ file, pipeline, problems }: BrokenFile): CheckOutput {
  const errors = problems.filter(({ severity }) => severity === 'error').length;
  const isPolicy = file === POLICY_FILE;
  const until = `until ${errors === 1 ? 'it is' : 'they are'} corrected`;
  const what = isPolicy
    ? `on the default branch, no bot is trusted and only administrators may give commands that change anything ${until}`
    : `nothing runs ${until}`;
  const lead = `${inlineCode(file)} has ${count(errors, 'mistake')}; ${what}. Each is marked on its line in the files of this commit.`;
  return {
    name: checkName(pipeline ?? file),
    state: { status: 'completed', conclusion: 'failure', completedAt: null },
    title: `${count(errors, 'mistake')} in the ${isPolicy ? 'policy' : 'pipeline'} file`,
    summary: fitSections([whole(lead), problemTable(problems)], MOST_BYTES),
    text: null,
    annotations: problems.map((problem) => annotationOf(problem, file)),
    actions: [],
    startedAt: null,
  };
}

function problemTable(problems: readonly Problem[]): Section {
  return {
    head: '| Line | Problem | What to write instead |\n| ---: | --- | --- |',
    rows: problems.map(
      ({ line, column, message, hint }) =>
        `| ${line}:${column} | ${inlineText(message)} | ${inlineText(hint ?? '')} |`,
    ),
    tail: '',
    more: (left) => `| … | ${count(left, 'more problem')} | |`,
  };
}

function annotationOf(problem: Problem, path: string): CheckAnnotation {
  const { code, severity, message, hint, line, column, endLine, endColumn } = problem;
  const isOneLine = endLine === line;
  return {
    ...annotationText(code, hint === null ? message : `${message}\n${hint}`),
    path,
    startLine: line,
    // An end that is exclusive and at a line's first column lies on the line before.
    endLine: Math.max(line, endColumn <= 1 ? endLine - 1 : endLine),
    columns: isOneLine ? { start: column, end: Math.max(column, endColumn - 1) } : null,
    level: severity === 'error' ? 'failure' : 'warning',
  };
}
