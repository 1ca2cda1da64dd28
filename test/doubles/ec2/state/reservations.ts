/** Room that the account pays for whether it is used or not. */
export type Reservation = {
  readonly id: string;
  readonly type: string;
  readonly zone: string;
  readonly machines: number;
  /** Machines that fit run in it unasked; else only those that name it. */
  readonly isOpen: boolean;
  /** The ARN of the resource group that it is in. */
  readonly group: string | null;
  /** A Capacity Block is bought for a time, and only launches of its own market run in it. */
  readonly kind: 'default' | 'capacity-block';
  /** Null: since ever. */
  readonly startsAt: number | null;
  /** Null: it has no end. */
  readonly endsAt: number | null;
};

export function stateOf(
  { startsAt, endsAt }: Pick<Reservation, 'startsAt' | 'endsAt'>,
  now: number,
): 'scheduled' | 'active' | 'expired' {
  if (startsAt !== null && now < startsAt) return 'scheduled';
  return endsAt !== null && now >= endsAt ? 'expired' : 'active';
}

/** What a launch says of reservations. */
export type ReservationWish =
  /** In one that is open, where there is one. */
  | { readonly type: 'open' }
  | { readonly type: 'none' }
  /** In this one alone. */
  | { readonly type: 'reservation'; readonly id: string }
  /** In any of this group alone. */
  | { readonly type: 'group'; readonly arn: string };
