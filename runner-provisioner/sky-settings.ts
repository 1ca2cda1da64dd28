import type { Pricing } from './types/price-list.ts';

/** Where and as what the operator lets machines be started; read from the file that MLPIPELINES_MACHINES names. */
export type SkySettings = {
  /** In the order in which they are asked for room; at least one. */
  readonly regions: readonly RegionSettings[];
  /** Patterns of types like `g5.*`; none: every type that fits. */
  readonly types: readonly string[];
  /** On all that is started, for the bill. */
  readonly tags: Readonly<Record<string, string>>;
  readonly pricing: Pricing;
};

export type RegionSettings = {
  /** `us-east-1` */
  readonly name: string;
  /** Of one VPC, at most one in each zone. */
  readonly subnets: readonly string[];
  readonly securityGroup: string;
  /** Null: machines have no rights of their own. */
  readonly instanceProfile: string | null;
  /** Null: the newest one that fits a type. */
  readonly image: string | null;
};
