import { holdsPlace, type LaunchSpec } from '../state/instance.ts';
import type { Reservation, ReservationWish } from '../state/reservations.ts';
import type { Region } from '../state/world.ts';

/**
 * The reservation that a machine in this zone would run in; null: none has room for it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservations-launch.html
 */
export function reservationFor(
  region: Region,
  { type, market, reservation: wish }: Pick<LaunchSpec, 'type' | 'market' | 'reservation'>,
  zone: string,
): string | null {
  if (market === 'spot') return null;
  const fitting = region.reservations.filter(
    (each) => isMeant(each, wish) && each.type === type && each.zone === zone,
  );
  return fitting.find((each) => roomIn(region, each) > 0)?.id ?? null;
}

function isMeant({ id, isOpen, group }: Reservation, wish: ReservationWish): boolean {
  switch (wish.type) {
    case 'open':
      return isOpen;
    case 'none':
      return false;
    case 'reservation':
      return id === wish.id;
    case 'group':
      return group === wish.arn;
  }
}

function roomIn({ instances }: Region, { id, machines }: Reservation): number {
  const within = [...instances.values()].filter(
    (each) => each.capacityReservation === id && holdsPlace(each),
  );
  return machines - within.length;
}
