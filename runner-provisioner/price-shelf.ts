import type { PriceList } from './types/price-list.ts';

/** Where lists of prices are kept, so that a restart, or AWS being away, costs nobody what is known. */
export interface PriceShelf {
  /** The newest one of a region; null: none was kept. */
  load(region: string): Promise<PriceList | null>;
  keep(region: string, list: PriceList): Promise<void>;
}
