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
};

/** What a launch says of reservations. */
export type ReservationWish =
  /** In one that is open, where there is one. */
  | { readonly type: 'open' }
  | { readonly type: 'none' }
  /** In this one alone. */
  | { readonly type: 'reservation'; readonly id: string }
  /** In any of this group alone. */
  | { readonly type: 'group'; readonly arn: string };
