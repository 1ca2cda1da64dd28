import type { Flip, Flips } from '../../../evaluation/flips.ts';

/** What became of the examples that both sides have. Nothing of it is escaped. */
export function flipsSentence(flips: Flips): string {
  const { against, metric } = flips;
  if (flips.type === 'not-found') {
    return `no examples to show against ${against}, by ${metric}: ${flips.reason}`;
  }
  const { better, worse, same } = flips.counts;
  const [up, down, equal] = [better, worse, same].map((count) => count.toLocaleString('en-US'));
  return `against ${against}, by ${metric}: ${up} better, ${down} worse, ${equal} as before`;
}

/** Of a column that may be shown: what stands there, and what stood there if that was another. */
export function cellWords({ column, now, before }: Flip['cells'][number]): string {
  const text = (cell: string | null) => (cell === null ? 'empty' : JSON.stringify(cell));
  return now === before ? `${column} ${text(now)}` : `${column} ${text(before)} → ${text(now)}`;
}
