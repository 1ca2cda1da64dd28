import type { PriceList } from '../../types/price-list.ts';
import { pricingClient, readPriceList } from '../region/read-price-list.ts';
import { asked, type Asked } from './asked.ts';

/** What machines cost by AWS's list, if the app may ask for it. */
export async function askPrices(region: string, now: number): Promise<Asked<PriceList>> {
  const client = pricingClient(region);
  try {
    return await asked(() => readPriceList(client, region, now));
  } finally {
    client.destroy();
  }
}
