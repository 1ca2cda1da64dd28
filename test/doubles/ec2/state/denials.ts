/** Why somebody may not do something. */
export type Denial = {
  /** `CreateFleet`; what it needs is `ec2:CreateFleet`. */
  readonly operation: string;
  readonly cause: 'service-control-policy' | 'permissions-boundary' | 'identity-policy' | 'image';
};
