import type { Examples, Groups } from '../../examples.ts';
import type { Names } from '../../names/names.ts';
import { textOf } from '../table-rows.ts';

type GroupColumn = {
  readonly name: string;
  readonly values: readonly string[];
  /** The place of its value by item; −1: none that is asked for, or its verdicts say different ones. */
  readonly byItem: Map<string, number>;
};

/** Which slice each item that a judge judged is in, as its verdicts say it. */
export class ItemGroups {
  #columns: readonly GroupColumn[];

  constructor(groups: Readonly<Record<string, readonly string[]>>) {
    this.#columns = Object.entries(groups).map(([name, values]) => ({
      name,
      values,
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
    for (const [at, { values, byItem }] of this.#columns.entries()) {
      const place = values.indexOf(textOf(cells[at])?.normalize() ?? '');
      const known = byItem.get(item);
      byItem.set(item, known === undefined || known === place ? place : NONE);
    }
  }

  of(items: Names): Pick<Examples, 'groups'> {
    if (this.#columns.length === 0) return {};
    const groups = this.#columns.map(({ name, values, byItem }): [string, Groups] => {
      const places = new Int16Array(items.length);
      for (let row = 0; row < items.length; row += 1)
        places[row] = byItem.get(items.at(row)) ?? NONE;
      return [name, { values, places }];
    });
    return { groups: Object.fromEntries(groups) };
  }
}

const NONE = -1;
