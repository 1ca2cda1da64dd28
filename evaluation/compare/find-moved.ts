import type { Examples, Statistic } from '../examples.ts';
import type { Names } from '../names/names.ts';
import { rowLosses } from './row-losses.ts';

/** Examples by what became of them. */
export type Moved = {
  readonly counts: { readonly better: number; readonly worse: number; readonly same: number };
  /** Ids of those that moved most, the farthest first. */
  readonly better: readonly string[];
  readonly worse: readonly string[];
};

const MOST = 10;
/** Of a loss: what the order of additions makes is no difference. */
const SMALLEST = 1e-9;

/** Which examples that both sides have got better or worse, each by the mean of its rows. `isUp`: more of a plain number is better. */
export function findMoved(
  now: Examples,
  before: Examples,
  of: { readonly statistic: Statistic; readonly isUp: boolean },
): Moved {
  const [after, then] = [now, before].map((side) => meansOf(side.ids, rowLosses(side, of)));
  const numbers = now.ids.numbersIn(before.ids);
  const counts = { better: 0, worse: 0, same: 0 };
  const [better, worse] = [new Farthest(), new Farthest()];
  for (const [number, loss] of (after ?? NO_NUMBERS).entries()) {
    const change = loss - (then?.[numbers[number] ?? -1] ?? Number.NaN);
    // On one side alone, or without a number there.
    if (Number.isNaN(change)) continue;
    if (Math.abs(change) < SMALLEST) counts.same += 1;
    else if (change < 0) {
      counts.better += 1;
      better.add(now.ids.nameOf(number), -change);
    } else {
      counts.worse += 1;
      worse.add(now.ids.nameOf(number), change);
    }
  }
  return { counts, better: better.ids, worse: worse.ids };
}

const NO_NUMBERS = new Float64Array();

/** By the number of an id; NaN where one of its rows has no number. */
function meansOf(ids: Names, losses: Float64Array): Float64Array {
  const sums = new Float64Array(ids.numbers);
  const counts = new Uint32Array(ids.numbers);
  for (let row = 0; row < losses.length; row += 1) {
    const number = ids.numberAt(row);
    sums[number] = (sums[number] ?? 0) + (losses[row] ?? Number.NaN);
    counts[number] = (counts[number] ?? 0) + 1;
  }
  return sums.map((sum, number) => sum / (counts[number] ?? 0));
}

/** The few that moved most; of those that moved alike, the first by name, so that every look shows the same. */
class Farthest {
  readonly #kept: { readonly id: string; readonly by: number }[] = [];

  add(id: string, by: number): void {
    const last = this.#kept.at(-1);
    const isFull = this.#kept.length === MOST;
    if (isFull && last !== undefined && !comesBefore({ id, by }, last)) return;
    if (isFull) this.#kept.pop();
    const at = this.#kept.findIndex((kept) => comesBefore({ id, by }, kept));
    this.#kept.splice(at === -1 ? this.#kept.length : at, 0, { id, by });
  }

  get ids(): readonly string[] {
    return this.#kept.map(({ id }) => id);
  }
}

type Kept = { readonly id: string; readonly by: number };

function comesBefore(one: Kept, other: Kept): boolean {
  return one.by === other.by ? one.id < other.id : one.by > other.by;
}
