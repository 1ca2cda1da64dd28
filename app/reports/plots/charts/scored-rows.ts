import { PlotProblem } from './chart.ts';
import { numberOf, readColumns } from './read-columns.ts';

/** A row of a test set: whether it is of class 1, and the score it was given. */
export type ScoredRow = { readonly isPositive: boolean; readonly score: number };

/** Rows with a truth and a score. Throws a `PlotProblem` where a truth is neither 0 nor 1, or one of the two never comes. */
export function scoredRows(
  { path, actual, score }: Record<'path' | 'actual' | 'score', string>,
  text: string,
): readonly ScoredRow[] {
  const [truths = [], scores = []] = readColumns(path, text, [actual, score]);
  const rows = truths.flatMap((cell, row): ScoredRow[] => {
    const value = numberOf(scores[row]);
    if (value === null || cell === '' || cell === null || cell === undefined) return [];
    return [{ isPositive: truthOf(cell, `${path}, column \`${actual}\``), score: value }];
  });
  const positives = rows.filter(({ isPositive }) => isPositive).length;
  if (positives > 0 && positives < rows.length) return rows;
  throw new PlotProblem(
    `${path} has ${rows.length} rows with \`${actual}\` and \`${score}\`, ${positives} of them of class 1; both classes are needed.`,
  );
}

function truthOf(cell: unknown, place: string): boolean {
  const word = String(cell).trim().toLowerCase();
  if (word === 'true' || Number(word) === 1) return true;
  if (word === 'false' || (word !== '' && Number(word) === 0)) return false;
  throw new PlotProblem(`${place}: 0 and 1 (or false and true) are expected there.`);
}
