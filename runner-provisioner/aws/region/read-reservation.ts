import { DescribeCapacityReservationsCommand, type EC2Client } from '@aws-sdk/client-ec2';
import type { Instant } from '../../machine/machine.ts';
import type { CapacityBlock } from '../../machine/within-block.ts';

/**
 * The Capacity Block of this id; null: it is an ordinary reservation. Throws what EC2 refuses with, as where there is none.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_CapacityReservation.html
 */
export async function readBlock(
  client: Pick<EC2Client, 'send'>,
  id: string,
): Promise<CapacityBlock | null> {
  const { CapacityReservations: [found] = [] } = await client.send(
    new DescribeCapacityReservationsCommand({ CapacityReservationIds: [id] }),
  );
  if (found?.ReservationType !== 'capacity-block') return null;
  const { InstanceType: type = '', AvailabilityZone: zone = '', State: state = 'failed' } = found;
  // One whose end nobody knows is taken for over.
  return { type, zone, state, startsAt: timeOf(found.StartDate), endsAt: timeOf(found.EndDate) };
}

function timeOf(date: Date | undefined): Instant {
  return date?.getTime() ?? 0;
}
