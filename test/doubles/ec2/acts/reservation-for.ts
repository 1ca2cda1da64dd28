import { holdsPlace, type LaunchSpec } from '../state/instance.ts';
import { stateOf, type Reservation, type ReservationWish } from '../state/reservations.ts';
import type { Region } from '../state/world.ts';

/**
 * The reservation that a machine in this zone would run in; null: none has room for it.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-reservations-launch.html
 */
export function reservationFor(
  region: Region,
  { type, market, isBlock, reservation: wish }: Wish,
  zone: string,
): string | null {
  if (market === 'spot') return null;
  const fitting = region.reservations.filter(
    (each) =>
      isMeant(each, wish) &&
      each.type === type &&
      each.zone === zone &&
      (each.kind === 'capacity-block') === isBlock &&
      takes(each, region.world.agenda.now()),
  );
  return fitting.find((each) => roomIn(region, each) > 0)?.id ?? null;
}

type Wish = Pick<LaunchSpec, 'type' | 'market' | 'isBlock' | 'reservation'>;

/**
 * From 30 minutes before its end on EC2 ends what runs in a Capacity Block, and starts nothing there any more.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/capacity-blocks-using.html
 */
export const BLOCK_ENDS_MS = 30 * 60_000;

function takes(reservation: Reservation, now: number): boolean {
  const { kind, endsAt } = reservation;
  const isEnding = kind === 'capacity-block' && endsAt !== null && now >= endsAt - BLOCK_ENDS_MS;
  return !isEnding && stateOf(reservation, now) === 'active';
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
