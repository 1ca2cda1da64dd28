import { EC2Client } from '@aws-sdk/client-ec2';
import { ServiceQuotasClient } from '@aws-sdk/client-service-quotas';
import { plainGlob } from '../../../text/globs/plain-glob.ts';
import { quotaOf } from '../../ec2/quota-of.ts';
import type { RegionSettings, SkySettings } from '../../sky-settings.ts';
import type { TypeFacts } from '../../types/type-facts.ts';
import { listInstances } from '../list-instances.ts';
import { readTypes } from '../region/read-types.ts';
import { askImage, type ImageFacts } from './ask-image.ts';
import { askGroup, askSubnets, type GroupFacts, type SubnetFacts } from './ask-network.ts';
import type { PriceList } from '../../types/price-list.ts';
import { askPrices } from './ask-prices.ts';
import { askQuotas, type QuotaFacts } from './ask-quotas.ts';
import { asked, type Asked } from './asked.ts';
import { tryPermissions, type Trial } from './try-permissions.ts';
import { watchClock } from './watch-clock.ts';

/** A region as an operator wants to know it; nothing in it is judged. */
export type RegionFacts = {
  readonly settings: RegionSettings;
  /** How many ms our clock is ahead of AWS's; null: AWS did not answer. */
  readonly aheadMs: number | null;
  /** How many machines of the app are there; refused: nothing else can be asked either. */
  readonly machines: Asked<number>;
  readonly subnets: Asked<readonly SubnetFacts[]>;
  readonly group: Asked<GroupFacts>;
  readonly image: Asked<ImageFacts | null>;
  /** Of each family that may be started, the smallest type that its zones offer. */
  readonly smallest: Asked<readonly SmallType[]>;
  /** `own`: the operator's file has a table. */
  readonly prices: Asked<PriceList> | 'own';
  readonly quotas: readonly QuotaFacts[];
  /** Empty where there is too little to try with. */
  readonly trials: readonly Trial[];
};

export type SmallType = Pick<TypeFacts, 'name' | 'cpus'> & { readonly family: string };

/** Asks EC2 and Service Quotas all there is to know; it changes nothing. Credentials and addresses are the SDK's own. */
export async function lookAtRegion(
  settings: RegionSettings,
  sky: Pick<SkySettings, 'types' | 'tags' | 'pricing'>,
): Promise<RegionFacts> {
  const { name: region } = settings;
  const client = new EC2Client({ region });
  const clock = watchClock(client);
  const quotas = new ServiceQuotasClient({ region });
  try {
    const facts = await look({ client, quotas }, settings, sky);
    return { ...facts, aheadMs: clock.aheadMs() };
  } finally {
    client.destroy();
    quotas.destroy();
  }
}

type Clients = { readonly client: EC2Client; readonly quotas: ServiceQuotasClient };

async function look(
  { client, quotas }: Clients,
  settings: RegionSettings,
  { types, tags, pricing }: Pick<SkySettings, 'types' | 'tags' | 'pricing'>,
): Promise<Omit<RegionFacts, 'aheadMs'>> {
  const { name: region } = settings;
  const machines = await asked(
    async () => (await listInstances(client, { controller: null, region })).length,
  );
  const subnets = await asked(() => askSubnets(client, settings));
  const zones = subnets.ok ? subnets.value.map(({ zone }) => zone) : [];
  const smallest = await asked(() => smallestOf(client, { region, zones, types }));
  const image = await asked(() => askImage(client, settings));
  const [type] = smallest.ok ? smallest.value : [];
  const id = image.ok ? image.value?.id : undefined;
  const isTriable = type !== undefined && id !== undefined;
  const machine = isTriable ? { type: type.name, image: id, tags } : null;
  const families = smallest.ok ? smallest.value.map(({ family }) => family) : [];
  return {
    settings,
    machines,
    subnets,
    group: await asked(() => askGroup(client, settings)),
    image,
    smallest,
    prices: Object.hasOwn(pricing.lists, region) ? 'own' : await askPrices(region, Date.now()),
    quotas: await askQuotas(quotas, families),
    trials: machine === null ? [] : await tryPermissions(client, settings, machine),
  };
}

type Where = {
  readonly region: string;
  readonly zones: readonly string[];
  readonly types: readonly string[];
};

const anyImage = () => ({ noImage: null, imageAt: null });

/** The smallest of each family. */
async function smallestOf(
  client: EC2Client,
  { region, zones, types }: Where,
): Promise<readonly SmallType[]> {
  if (zones.length === 0) return [];
  const all = await readTypes(client, { region, zones, imageOf: anyImage });
  const offered = all.filter(
    ({ name, zones: places, arch }) =>
      places.length > 0 && arch.includes('x86_64') && isAllowed(name, types),
  );
  const families = Map.groupBy(offered, ({ name }) => quotaOf(name));
  return [...families]
    .flatMap(([family, members]) => {
      const [least] = members.toSorted((a, b) => a.cpus - b.cpus || a.name.localeCompare(b.name));
      return least === undefined ? [] : [{ family, name: least.name, cpus: least.cpus }];
    })
    .toSorted((a, b) => a.family.localeCompare(b.family));
}

/** Where nothing is said, only families that most steps are for are looked at: AWS gives nobody a quota for the others. */
const USUAL: ReadonlySet<string> = new Set(['standard', 'G and VT', 'P']);

function isAllowed(name: string, types: readonly string[]): boolean {
  if (types.length === 0) return USUAL.has(quotaOf(name));
  return types.some((pattern) => plainGlob(pattern)(name));
}
