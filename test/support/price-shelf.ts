import type { PriceShelf } from '../../runner-provisioner/price-shelf.ts';
import type { PriceList } from '../../runner-provisioner/types/price-list.ts';

/** A shelf of lists of prices that is gone with the test. */
export function priceShelf(lists: Map<string, PriceList> = new Map()): PriceShelf {
  return {
    load: async (region) => lists.get(region) ?? null,
    keep: async (region, list) => void lists.set(region, list),
  };
}
