import type { PriceList } from '../../../../runner-provisioner/types/price-list.ts';

/** What machines cost by AWS's lists, the newest of each region: shared by all replicas, and known after a restart. */
export interface PriceLists {
  load(region: string): Promise<PriceList | null>;
  keep(region: string, list: PriceList): Promise<void>;
}
