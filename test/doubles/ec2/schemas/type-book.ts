import { readFileSync } from 'node:fs';
import type { InstanceTypeInfo } from '@aws-sdk/client-ec2';

/** Where a type is offered, and what it cost on the day of the record; null where no source names a price. */
export type Offer = {
  readonly zoneIds: readonly string[];
  readonly onDemand: number | null;
  readonly spot: number | null;
};

const BOOK = JSON.parse(
  readFileSync(new URL('instance-types.json', import.meta.url), 'utf8'),
) as unknown as {
  readonly types: readonly (InstanceTypeInfo & { readonly InstanceType: string })[];
  readonly offers: Readonly<Record<string, Readonly<Record<string, Offer>>>>;
};

/** The types that the stand-in has, as DescribeInstanceTypes tells them. */
export const INSTANCE_TYPES: ReadonlyMap<string, InstanceTypeInfo> = new Map(
  BOOK.types.map((type) => [type.InstanceType, type]),
);

export function offerOf(type: string, region: string): Offer | undefined {
  return BOOK.offers[type]?.[region];
}
