import type { Examples, Statistic } from '../examples.ts';
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
  const [after, then] = [now, before].map((side) => byId(side.ids, rowLosses(side, of)));
  const counts = { better: 0, worse: 0, same: 0 };
  const [better, worse] = [new Farthest(), new Farthest()];
  for (const [id, loss] of after ?? []) {
    const was = then?.get(id);
    if (was === undefined) continue;
    const change = loss - was;
    if (Math.abs(change) < SMALLEST) counts.same += 1;
    else if (change < 0) {
      counts.better += 1;
      better.add(id, -change);
    } else {
      counts.worse += 1;
      worse.add(id, change);
    }
  }
  return { counts, better: better.ids, worse: worse.ids };
}

/** Means; those without a number in one of their rows are left out. */
function byId(ids: readonly string[], losses: Float64Array): ReadonlyMap<string, number> {
  const sums = new Map<string, { sum: number; count: number }>();
  for (const [row, id] of ids.entries()) {
    const found = sums.get(id) ?? { sum: 0, count: 0 };
    found.sum += losses[row] ?? Number.NaN;
    found.count += 1;
    sums.set(id, found);
  }
  const means = new Map<string, number>();
  for (const [id, { sum, count }] of sums) if (!Number.isNaN(sum)) means.set(id, sum / count);
  return means;
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
