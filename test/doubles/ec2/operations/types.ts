import type {
  DescribeInstanceTypeOfferingsRequest,
  DescribeInstanceTypeOfferingsResult,
  DescribeInstanceTypesRequest,
  DescribeInstanceTypesResult,
  DescribeSpotPriceHistoryRequest,
  DescribeSpotPriceHistoryResult,
  InstanceTypeInfo,
  InstanceTypeOffering,
} from '@aws-sdk/client-ec2';
import { INSTANCE_TYPES, offerOf } from '../schemas/type-book.ts';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Region } from '../state/world.ts';
import type { Call } from './call.ts';
import { filtered } from './filters.ts';
import { page } from './page.ts';

/** A type that the region does not have fails the whole call, as moto recorded it. */
export function describeInstanceTypes(
  { region }: Call,
  input: DescribeInstanceTypesRequest,
): DescribeInstanceTypesResult {
  const offered = typesIn(region);
  const { InstanceTypes: asked = [] } = input;
  const missing = asked.filter(
    (type) => !offered.some(({ InstanceType }) => InstanceType === type),
  );
  if (missing.length > 0)
    throw new Ec2Error(
      'InvalidInstanceType',
      `The following supplied instance types do not exist: [${missing.join(', ')}]`,
    );
  const named = offered.filter(
    ({ InstanceType }) =>
      asked.length === 0 || (InstanceType !== undefined && asked.includes(InstanceType)),
  );
  const found = filtered(named, input.Filters, {
    table: {
      'current-generation': ({ CurrentGeneration }) => String(CurrentGeneration),
      'bare-metal': ({ BareMetal }) => String(BareMetal),
      'ebs-info.ebs-optimized-support': ({ EbsInfo }) => EbsInfo?.EbsOptimizedSupport,
      'instance-type': ({ InstanceType }) => InstanceType,
      'processor-info.supported-architecture': ({ ProcessorInfo }) =>
        ProcessorInfo?.SupportedArchitectures,
      'supported-usage-class': ({ SupportedUsageClasses }) => SupportedUsageClasses,
    },
  });
  const { items, next } = page(found, input, { min: 5, max: 100, usual: 100 });
  return { InstanceTypes: [...items], ...next };
}

export function describeInstanceTypeOfferings(
  { region }: Call,
  input: DescribeInstanceTypeOfferingsRequest,
): DescribeInstanceTypeOfferingsResult {
  const LocationType = input.LocationType ?? 'region';
  const offerings = typesIn(region).flatMap(({ InstanceType }): InstanceTypeOffering[] =>
    locationsOf(region, InstanceType ?? '', LocationType).map((Location) => ({
      InstanceType,
      Location,
      LocationType,
    })),
  );
  const found = filtered(offerings, input.Filters, {
    table: {
      'instance-type': ({ InstanceType }) => InstanceType,
      location: ({ Location }) => Location,
    },
  });
  const { items, next } = page(found, input, { min: 5, max: 1_000, usual: 1_000 });
  return { InstanceTypeOfferings: [...items], ...next };
}

/** Newest first. https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html */
export function describeSpotPriceHistory(
  { region }: Call,
  input: DescribeSpotPriceHistoryRequest,
): DescribeSpotPriceHistoryResult {
  const now = region.world.agenda.now();
  const to = Math.min(input.EndTime?.getTime() ?? now, now);
  const from = Math.max(input.StartTime?.getTime() ?? 0, now - KEPT_MS);
  const isLinux = input.ProductDescriptions?.includes('Linux/UNIX') ?? true;
  const zones = region.zones.filter(({ name }) => (input.AvailabilityZone ?? name) === name);
  const types =
    input.InstanceTypes ?? typesIn(region).flatMap(({ InstanceType }) => InstanceType ?? []);
  const asked = isLinux ? types.flatMap((type) => zones.map((zone) => ({ type, zone }))) : [];
  const sold = asked.filter(({ type, zone }) =>
    offerOf(type, region.name)?.zoneIds.includes(zone.id),
  );
  const changes = sold.flatMap(({ type, zone }) =>
    region.prices
      .history({ type, zone: zone.name, from: Math.min(from, to), to })
      .map(({ at, price }) => ({
        InstanceType: type,
        AvailabilityZone: zone.name,
        AvailabilityZoneId: zone.id,
        ProductDescription: 'Linux/UNIX' as const,
        SpotPrice: price.toFixed(6),
        Timestamp: new Date(at),
      })),
  );
  const found = filtered(changes, input.Filters, {
    table: {
      'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
      'instance-type': ({ InstanceType }) => InstanceType,
      'product-description': ({ ProductDescription }) => ProductDescription,
    },
  });
  const newest = found.toSorted((a, b) => b.Timestamp.getTime() - a.Timestamp.getTime());
  const { items, next } = page(newest, input, { min: 1, max: 1_000, usual: 1_000 });
  return { SpotPriceHistory: [...items], NextToken: '', ...next };
}

/** Up to 90 days. */
const KEPT_MS = 90 * 86_400_000;

function typesIn({ name }: Region): InstanceTypeInfo[] {
  return [...INSTANCE_TYPES.values()].filter(
    ({ InstanceType = '' }) => (offerOf(InstanceType, name)?.zoneIds.length ?? 0) > 0,
  );
}

function locationsOf(region: Region, type: string, kind: string): string[] {
  const zones = region.zones.filter(({ id }) => offerOf(type, region.name)?.zoneIds.includes(id));
  if (kind === 'availability-zone') return zones.map(({ name }) => name);
  if (kind === 'availability-zone-id') return zones.map(({ id }) => id);
  return kind === 'region' ? [region.name] : [];
}
