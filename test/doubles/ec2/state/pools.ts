import type { Market } from './instance.ts';

export type Pool = { readonly type: string; readonly zone: string; readonly market: Market };

/** How many machines each pool holds; without end where a test said nothing. */
export class Capacity {
  readonly #rules: { readonly pool: Partial<Pool>; readonly machines: number }[] = [];
  readonly #taken = new Map<string, number>();

  /** Every pool that fits holds so many from now on, those that run already included. */
  set(pool: Partial<Pool>, machines: number): void {
    this.#rules.unshift({ pool, machines });
  }

  left(pool: Pool): number {
    const rule = this.#rules.find(({ pool: wanted }) => fits(pool, wanted));
    return (rule?.machines ?? Infinity) - (this.#taken.get(keyOf(pool)) ?? 0);
  }

  take(pool: Pool): void {
    this.#add(pool, 1);
  }

  giveBack(pool: Pool): void {
    this.#add(pool, -1);
  }

  #add(pool: Pool, count: number): void {
    this.#taken.set(keyOf(pool), (this.#taken.get(keyOf(pool)) ?? 0) + count);
  }
}

function fits(pool: Pool, wanted: Partial<Pool>): boolean {
  return (
    (wanted.type ?? pool.type) === pool.type &&
    (wanted.zone ?? pool.zone) === pool.zone &&
    (wanted.market ?? pool.market) === pool.market
  );
}

function keyOf({ type, zone, market }: Pool): string {
  return `${type} ${zone} ${market}`;
}
