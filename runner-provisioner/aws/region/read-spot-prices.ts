import { paginateDescribeSpotPriceHistory, type EC2Client } from '@aws-sdk/client-ec2';

/** What spot costs at the moment, in US dollars an hour; null: EC2 did not say. */
export type SpotPrices = (type: string, zone: string) => number | null;

/**
 * The prices of all types in these zones. Asked from now on, EC2 tells the price in force of each.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
 */
export async function readSpotPrices(
  client: EC2Client,
  { zones, now }: { readonly zones: readonly string[]; readonly now: number },
): Promise<SpotPrices> {
  const newest = new Map<string, { readonly at: number; readonly price: number }>();
  const asked = {
    StartTime: new Date(now),
    ProductDescriptions: ['Linux/UNIX'],
    Filters: [{ Name: 'availability-zone', Values: [...zones] }],
  };
  const paging = { client, pageSize: 1000 };
  for await (const page of paginateDescribeSpotPriceHistory(paging, asked)) {
    for (const { InstanceType, AvailabilityZone, SpotPrice, Timestamp } of page.SpotPriceHistory ??
      []) {
      const key = `${InstanceType} ${AvailabilityZone}`;
      const told = { at: Timestamp?.getTime() ?? 0, price: Number(SpotPrice) };
      // Changes since the question was written come too.
      if (told.price > 0 && told.at >= (newest.get(key)?.at ?? 0)) newest.set(key, told);
    }
  }
  return (type, zone) => newest.get(`${type} ${zone}`)?.price ?? null;
}
