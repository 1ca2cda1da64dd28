import type { EC2Client } from '@aws-sdk/client-ec2';
import type { Instant, Pool } from '../../machine/machine.ts';
import { onDemandPrice } from '../../types/on-demand-price.ts';
import type { PriceList } from '../../types/price-list.ts';
import { pricesInForce, type PricesInForce } from '../../types/prices-in-force.ts';
import type { TypeFacts } from '../../types/type-facts.ts';
import { Kept } from './kept.ts';
import { listPrices, type ListDeps } from './list-prices.ts';
import { readSpotPrices, type SpotPrices } from './read-spot-prices.ts';

const HOUR_MS = 3_600_000;

export type PricedRegion = {
  readonly client: EC2Client;
  readonly region: string;
  readonly zones: readonly string[];
};

/** What machines cost in a region, as of when each was last read. */
export class RegionPrices {
  readonly #region: string;
  readonly #discount: number;
  readonly #spot: Kept<SpotPrices>;
  readonly #list: Kept<PriceList | null>;

  constructor({ client, region, zones }: PricedRegion, deps: ListDeps) {
    this.#region = region;
    this.#discount = deps.pricing.discount;
    this.#spot = new Kept((now) => readSpotPrices(client, { zones, now }), HOUR_MS);
    this.#list = new Kept((now) => listPrices(deps, region, now), HOUR_MS);
  }

  get kept(): readonly Pick<Kept<unknown>, 'refresh'>[] {
    return [this.#spot, this.#list];
  }

  /** Of spot as in the cheapest of its zones. To choose by, a price of some months ago is better than none. */
  priced(facts: TypeFacts, now: Instant): TypeFacts {
    const { name: type, zones } = facts;
    const spot = zones.flatMap((zone) => this.#spot.value?.(type, zone) ?? []);
    const onDemand = this.#inForce(now).onDemand(type) ?? onDemandPrice(this.#region, type);
    return { ...facts, usdHour: { onDemand, spot: spot.length === 0 ? null : Math.min(...spot) } };
  }

  of({ type, zone, market }: Pool, now: Instant): number | null {
    if (market === 'on-demand') return this.#inForce(now).onDemand(type);
    return this.#spot.value?.(type, zone) ?? null;
  }

  disk(
    size: Parameters<PricesInForce['disk']>[0],
    now: Instant,
  ): ReturnType<PricesInForce['disk']> {
    return this.#inForce(now).disk(size);
  }

  #inForce(now: Instant): PricesInForce {
    return pricesInForce(this.#list.value, { now, discount: this.#discount });
  }
}
