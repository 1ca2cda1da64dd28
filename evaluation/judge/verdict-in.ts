import type { Scale, VerdictForm } from '../judge.ts';

/**
 * What a cell says: a score; 1 for an answer that passes and 0 for one that fails; of a pair 1 where the first answer won,
 * 0 where the second did, 0.5 for a tie. Null: nothing that a verdict may say.
 */
export function verdictIn(cell: unknown, { first, scale }: VerdictForm): number | null {
  if (scale !== null) return scoreIn(cell, scale);
  const word = wordIn(cell);
  return (first === null ? ANSWERS : PAIRS).get(word) ?? null;
}

/** What people say of an answer or of a pair, in the order of `LABELS`; null: nothing that a label may say. */
export function labelIn(cell: unknown, isPair: boolean): number | null {
  const word = wordIn(cell);
  if (isPair) return LABELS_OF_PAIRS.get(word) ?? null;
  const passes = ANSWERS.get(word);
  return passes === undefined ? null : 1 - passes;
}

function wordIn(cell: unknown): string {
  const isWord = typeof cell === 'string' || typeof cell === 'boolean';
  return isWord || typeof cell === 'number' || typeof cell === 'bigint'
    ? String(cell).trim().toLowerCase()
    : '';
}

const ANSWERS: ReadonlyMap<string, number> = new Map([
  ...['pass', 'true', 'yes', '1'].map((word) => [word, 1] as const),
  ...['fail', 'false', 'no', '0'].map((word) => [word, 0] as const),
]);

/** As judges are asked since MT-bench: https://arxiv.org/abs/2306.05685, figure 5. */
const PAIRS: ReadonlyMap<string, number> = new Map([
  ['first', 1],
  ['a', 1],
  ['second', 0],
  ['b', 0],
  ['tie', 0.5],
]);

const LABELS_OF_PAIRS: ReadonlyMap<string, number> = new Map([
  ['candidate', 0],
  ['baseline', 1],
  ['tie', 2],
]);

const DECIMAL = /^[-+]?(?:\d+(?:\.\d*)?|\.\d+)$/;

function scoreIn(cell: unknown, scale: Scale): number | null {
  if (typeof cell === 'boolean') return null;
  const word = wordIn(cell);
  if (!DECIMAL.test(word)) return null;
  const score = Number(word);
  return score >= scale.low && score <= scale.high ? score : null;
}
