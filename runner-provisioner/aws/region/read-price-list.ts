import {
  paginateGetProducts,
  PricingClient,
  type Filter,
  type PricingClientConfig,
} from '@aws-sdk/client-pricing';
import type { Instant } from '../../machine/machine.ts';
import type { Gp3Prices, PriceList } from '../../types/price-list.ts';
import { readProduct, type Product } from './read-product.ts';

/** At most so many pages of a hundred: a region has about a thousand such products. */
const MOST_PAGES = 60;

/** https://docs.aws.amazon.com/aws-cost-management/latest/APIReference/API_pricing_GetProducts.html */
export async function readPriceList(
  client: PricingClient,
  region: string,
  now: Instant,
): Promise<PriceList> {
  const machines = await products(client, { regionCode: region, ...PLAIN_LINUX });
  const disks = await products(client, { regionCode: region, volumeApiName: 'gp3' });
  return { at: now, onDemand: onDemandOf(machines), gp3: gp3Of(disks) };
}

/** Where the price lists of all regions are answered: https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/using-price-list-query-api.html */
export function pricingClient(region: string): PricingClient {
  const config: PricingClientConfig = {
    region: region.startsWith('cn-') ? 'cn-northwest-1' : 'us-east-1',
    // A network that leads to EC2 need not lead there, and machines wait for this.
    requestHandler: { connectionTimeout: 3000, requestTimeout: 15_000 },
    maxAttempts: 2,
  };
  return new PricingClient(config);
}

/** As machines are bought here; the same product is listed once for each other way. */
const PLAIN_LINUX = {
  operatingSystem: 'Linux',
  tenancy: 'Shared',
  preInstalledSw: 'NA',
  capacitystatus: 'Used',
};

async function products(
  client: PricingClient,
  wanted: Readonly<Record<string, string>>,
): Promise<readonly Product[]> {
  const Filters = Object.entries(wanted).map(([Field, Value]): Filter => ({
    Type: 'TERM_MATCH',
    Field,
    Value,
  }));
  const question = { ServiceCode: 'AmazonEC2', FormatVersion: 'aws_v1', Filters };
  const found: Product[] = [];
  let pages = 0;
  for await (const { PriceList: texts = [] } of paginateGetProducts(
    { client, pageSize: 100 },
    question,
  )) {
    found.push(...texts.flatMap((text: unknown) => readProduct(String(text)) ?? []));
    pages += 1;
    if (pages >= MOST_PAGES) break;
  }
  return found;
}

const TYPE = /^[a-z0-9-]{1,32}\.[a-z0-9-]{1,32}$/;

function onDemandOf(machines: readonly Product[]): PriceList['onDemand'] {
  const fitting = machines.filter(
    ({ attributes, unit }) =>
      unit === 'Hrs' &&
      TYPE.test(attributes['instanceType'] ?? '') &&
      // Of Capacity Blocks what is paid is paid before.
      (attributes['marketoption'] ?? 'OnDemand') === 'OnDemand',
  );
  return Object.fromEntries(
    fitting.map(({ attributes, usd }) => [attributes['instanceType'] ?? '', usd]),
  );
}

/** By what bills call them; of throughput a whole GiB/s is priced. */
function gp3Of(disks: readonly Product[]): Gp3Prices {
  const priceOf = (usage: string, unit: string): number | null =>
    disks.find((each) => each.unit === unit && (each.attributes['usagetype'] ?? '').endsWith(usage))
      ?.usd ?? null;
  const gibps = priceOf('EBS:VolumeP-Throughput.gp3', 'GiBps-mo');
  return {
    gibMonth: priceOf('EBS:VolumeUsage.gp3', 'GB-Mo'),
    iopsMonth: priceOf('EBS:VolumeP-IOPS.gp3', 'IOPS-Mo'),
    mibpsMonth: gibps === null ? null : gibps / 1024,
  };
}
