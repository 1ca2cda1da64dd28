import type {
  CapacityReservation,
  DescribeCapacityReservationsRequest,
  DescribeCapacityReservationsResult,
} from '@aws-sdk/client-ec2';
import { Ec2Error } from '../state/ec2-error.ts';
import { stateOf, type Reservation } from '../state/reservations.ts';
import type { Region } from '../state/world.ts';
import type { Call } from './call.ts';
import { filtered } from './filters.ts';
import { page } from './page.ts';

/** https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeCapacityReservations.html */
export function describeCapacityReservations(
  { region }: Call,
  input: DescribeCapacityReservationsRequest,
): DescribeCapacityReservationsResult {
  const { CapacityReservationIds: ids = [] } = input;
  const known = region.reservations.map((each) => viewOf(region, each));
  const missing = ids.find((id) => !known.some((each) => each.CapacityReservationId === id));
  if (missing !== undefined) throw notFound(missing);
  const named = known.filter(
    ({ CapacityReservationId: id = '' }) => ids.length === 0 || ids.includes(id),
  );
  const found = filtered(named, input.Filters, {
    table: {
      'availability-zone': ({ AvailabilityZone }) => AvailabilityZone,
      'instance-type': ({ InstanceType }) => InstanceType,
      state: ({ State }) => State,
    },
  });
  const { items, next } = page(found, input, { min: 1, max: 1_000, usual: 1_000 });
  return { CapacityReservations: [...items], ...next };
}

export function notFound(id: string): Ec2Error {
  return new Ec2Error(
    'InvalidCapacityReservationId.NotFound',
    `The capacity reservation ID '${id}' does not exist`,
  );
}

function viewOf(region: Region, reservation: Reservation): CapacityReservation {
  const { id, type, zone, machines, kind, isOpen, startsAt, endsAt } = reservation;
  return {
    CapacityReservationId: id,
    OwnerId: region.world.accountId,
    InstanceType: type,
    InstancePlatform: 'Linux/UNIX',
    AvailabilityZone: zone,
    Tenancy: 'default',
    TotalInstanceCount: machines,
    State: stateOf(reservation, region.world.agenda.now()),
    EndDateType: endsAt === null ? 'unlimited' : 'limited',
    InstanceMatchCriteria: isOpen ? 'open' : 'targeted',
    ReservationType: kind,
    ...(startsAt !== null && { StartDate: new Date(startsAt) }),
    ...(endsAt !== null && { EndDate: new Date(endsAt) }),
  };
}
