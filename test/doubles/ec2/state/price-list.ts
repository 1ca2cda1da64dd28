import { INSTANCE_TYPES, offerOf } from '../schemas/type-book.ts';
import type { Region } from './world.ts';

/** https://docs.aws.amazon.com/awsaccountbilling/latest/aboutv2/reading-service-price-list-file-for-services.html */
export type PricedProduct = {
  readonly product: {
    readonly productFamily: string;
    readonly attributes: Readonly<Record<string, string>>;
    readonly sku: string;
  };
  readonly serviceCode: 'AmazonEC2';
  readonly terms: { readonly OnDemand: Readonly<Record<string, Term>> };
};

type Term = {
  readonly priceDimensions: Readonly<
    Record<string, { readonly unit: string; readonly pricePerUnit: { readonly USD: string } }>
  >;
};

/** What a region sells: of a type as many products as there are ways to buy it, and gp3 disks. */
export function productsOf({ name }: Pick<Region, 'name'>): readonly PricedProduct[] {
  const machines = [...INSTANCE_TYPES.keys()].flatMap((type) => {
    const usd = offerOf(type, name)?.onDemand ?? null;
    return usd === null ? [] : waysToBuy(name, type, usd);
  });
  return [...machines, ...gp3Of(name)];
}

/** As the real list has them: only one of these is what a machine on demand with Linux costs. */
function waysToBuy(region: string, type: string, usd: number): readonly PricedProduct[] {
  const plain = {
    instanceType: type,
    regionCode: region,
    operatingSystem: 'Linux',
    tenancy: 'Shared',
    preInstalledSw: 'NA',
    capacitystatus: 'Used',
    licenseModel: 'No License required',
    marketoption: 'OnDemand',
    usagetype: `BoxUsage:${type}`,
  };
  const others: readonly (readonly [Readonly<Record<string, string>>, number])[] = [
    [{ marketoption: 'CapacityBlock', usagetype: `CapacityBlock:${type}` }, usd * 0.9],
    [{ operatingSystem: 'Windows' }, usd * 2],
    [{ operatingSystem: 'Windows', preInstalledSw: 'SQL Std' }, usd * 4],
    [{ tenancy: 'Dedicated' }, usd * 1.1],
    [{ capacitystatus: 'UnusedCapacityReservation' }, usd],
    [{ capacitystatus: 'AllocatedCapacityReservation' }, 0],
  ];
  return [
    productOf('Compute Instance', plain, ['Hrs', usd]),
    ...others.map(([part, price]) =>
      productOf('Compute Instance', { ...plain, ...part }, ['Hrs', price]),
    ),
  ];
}

/** As of us-east-1 in 2026, in every region: https://aws.amazon.com/ebs/pricing/ */
function gp3Of(region: string): readonly PricedProduct[] {
  const disk = { regionCode: region, volumeApiName: 'gp3' };
  const usage = (usagetype: string) => ({ ...disk, usagetype: `EBS:${usagetype}.gp3` });
  return [
    productOf('Storage', usage('VolumeUsage'), ['GB-Mo', 0.08]),
    productOf('System Operation', usage('VolumeP-IOPS'), ['IOPS-Mo', 0.005]),
    productOf('Provisioned Throughput', usage('VolumeP-Throughput'), ['GiBps-mo', 40.96]),
  ];
}

function productOf(
  productFamily: string,
  attributes: PricedProduct['product']['attributes'],
  [unit, usd]: readonly [string, number],
): PricedProduct {
  const sku = Object.values(attributes).join('/');
  const price = { unit, pricePerUnit: { USD: usd.toFixed(10) } };
  return {
    product: { productFamily, attributes, sku },
    serviceCode: 'AmazonEC2',
    terms: { OnDemand: { [`${sku}.JRTCKXETXF`]: { priceDimensions: { [`${sku}.1`]: price } } } },
  };
}
