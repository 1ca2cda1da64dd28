import { PROBLEM_CODES } from '../../compile/problems/problem-codes.ts';
import type { Explanation } from '../../domain/explanation.ts';
import { EXPLAINED_FAILURES } from '../../reports/explain/explained-failures.ts';
import { EXPLAINED_RESULTS } from '../../reports/explain/explained-results.ts';
import { EXPLAINED_VERDICTS } from '../../reports/explain/explained-verdicts.ts';

export type Chapter = {
  readonly title: string;
  /** Where people meet its codes. */
  readonly where: string;
  readonly codes: Readonly<Record<string, Explanation>>;
};

/** Every code that messages have, by where people meet it. docs/troubleshooting.md is generated from it. */
export const CATALOGUE: readonly Chapter[] = [
  {
    title: 'How a run or a step ended',
    where: 'In checks, comments, pages and `mlpipelines show`.',
    codes: EXPLAINED_RESULTS,
  },
  {
    title: 'Why an attempt did not succeed',
    where:
      'In parentheses behind the attempt. Under `retry`, the same name says how often it is retried.',
    codes: EXPLAINED_FAILURES,
  },
  {
    title: 'What a gate said',
    where: 'Before the sentence of the gate.',
    codes: EXPLAINED_VERDICTS,
  },
  {
    title: 'Problems of a pipeline file',
    where: 'In brackets: `error[cycle]`. On GitHub they are annotations at their lines.',
    codes: PROBLEM_CODES,
  },
];

export type Found = {
  readonly code: string;
  readonly chapter: Chapter;
  readonly told: Explanation;
};

/** All codes in the order of the catalogue. No code is in two chapters (test/cli/explain). */
export const EXPLAINED: readonly Found[] = CATALOGUE.flatMap((chapter) =>
  Object.entries(chapter.codes).map(([code, told]) => ({ code, chapter, told })),
);
