/**
 * The region of a group of reservations; null: it is one reservation, and its id does not tell.
 * https://docs.aws.amazon.com/service-authorization/latest/reference/list_awsresourcegroups.html
 */
export function groupRegionOf(reservation: string): string | null {
  return /^arn:[^:]*:resource-groups:([^:]+):/.exec(reservation)?.[1] ?? null;
}
