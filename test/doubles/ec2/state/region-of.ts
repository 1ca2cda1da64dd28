import { Fates } from './fates.ts';
import { defaultNetwork, type Zone } from './network.ts';
import { Capacity } from './pools.ts';
import { Quotas } from './quotas.ts';
import { SpotPrices } from './spot-prices.ts';
import type { Region, World } from './world.ts';

/** The region of this name, set up when it is first asked for; undefined when the stand-in has no data about it. */
export function regionOf(world: World, name: string): Region | undefined {
  const zones = ZONES[name];
  if (zones === undefined) return undefined;
  const known = world.regions.get(name);
  if (known !== undefined) return known;
  const region = newRegion(world, name, zones);
  world.regions.set(name, region);
  return region;
}

// As in the record of offers; which letter belongs to which id differs between real accounts.
const ZONES: Readonly<Record<string, readonly Zone[]>> = {
  'us-east-1': zonesOf('us-east-1', 'use1', 6),
  'us-west-2': zonesOf('us-west-2', 'usw2', 4),
  'eu-central-1': zonesOf('eu-central-1', 'euc1', 3),
};

function zonesOf(region: string, short: string, count: number): Zone[] {
  return 'abcdef'
    .slice(0, count)
    .split('')
    .map((letter, index) => ({
      name: `${region}${letter}`,
      id: `${short}-az${index + 1}`,
    }));
}

function newRegion(world: World, name: string, zones: readonly Zone[]): Region {
  return {
    world,
    name,
    zones,
    network: defaultNetwork(world, zones),
    instances: new Map(),
    templates: new Map(),
    volumes: new Map(),
    interfaces: new Map(),
    spotRequests: new Map(),
    fleets: new Map(),
    tokens: new Map(),
    capacity: new Capacity(),
    quotas: new Quotas(),
    reservations: [],
    prices: new SpotPrices(world.seed, name, world.knobs),
    fates: new Fates(),
    denials: [],
    orphans: 0,
    isBeingVerified: false,
  };
}
