import { KNOWN_TYPES } from './known-types.ts';
import prices from './prices.json' with { type: 'json' };

type Prices = ReadonlyMap<string, number | null>;

const BY_REGION: ReadonlyMap<string, Prices> = new Map([
  [
    KNOWN_TYPES.region,
    new Map(KNOWN_TYPES.types.map((each) => [each.name, each.usdHour.onDemand])),
  ],
  ...Object.entries(prices.regions).map(([region, types]): [string, Prices] => [
    region,
    new Map(Object.entries(types)),
  ]),
]);

/** US dollars an hour, Linux, by tables of a day; null: they have none. AWS changes such prices rarely. */
export function onDemandPrice(region: string, type: string): number | null {
  return BY_REGION.get(region)?.get(type) ?? null;
}
