import type { Examples } from '../../examples.ts';
import { textOf } from '../table-rows.ts';

type GroupColumn = {
  readonly name: string;
  /** One text for all items that say it. */
  readonly wanted: ReadonlyMap<string, string>;
  /** By item; null: none that is asked for, or its verdicts say different ones. */
  readonly byItem: Map<string, string | null>;
};

/** Which slice each item that a judge judged is in, as its verdicts say it. */
export class ItemGroups {
  #columns: readonly GroupColumn[];

  constructor(groups: Readonly<Record<string, readonly string[]>>) {
    this.#columns = Object.entries(groups).map(([name, values]) => ({
      name,
      wanted: new Map(values.map((value) => [value, value])),
      byItem: new Map(),
    }));
  }

  /** Whoever measures slices need not say of each verdict which one it is in. */
  keepThose(there: readonly string[]): void {
    const counted = Map.groupBy(there, (name) => name);
    this.#columns = this.#columns.filter(({ name }) => counted.get(name)?.length === 1);
  }

  get names(): readonly string[] {
    return this.#columns.map(({ name }) => name);
  }

  /** Cells of the columns that are there, in their order. */
  take(item: string, cells: readonly unknown[]): void {
    for (const [at, { wanted, byItem }] of this.#columns.entries()) {
      const value = wanted.get(textOf(cells[at])?.normalize() ?? '') ?? null;
      const known = byItem.get(item);
      byItem.set(item, known === undefined || known === value ? value : null);
    }
  }

  of(items: readonly string[]): Pick<Examples, 'groups'> {
    if (this.#columns.length === 0) return {};
    const groups = this.#columns.map(
      ({ name, byItem }) => [name, items.map((item) => byItem.get(item) ?? null)] as const,
    );
    return { groups: Object.fromEntries(groups) };
  }
}
