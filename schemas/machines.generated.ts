// Generated from machines.schema.json by `npm run generate`. Do not edit.

/**
 * Where the App may start machines on EC2, and as what: the file that MLPIPELINES_MACHINES names. It is read when the App starts. Credentials and addresses are those of the AWS SDK.
 */
export interface MachinesFile {
  /**
   * Regions of AWS, in the order in which they are asked for room: a later one is asked once an earlier one has none. End the machines of a region before you take it out: nobody looks at it any more. Example: `{ us-east-1: { subnets: [subnet-0a1b2c3d], security-group: sg-0a1b2c3d } }`.
   */
  regions: {
    [k: string]: Region;
  };
  /**
   * Types of machines that may be started, as patterns; a repository's policy can only narrow them. Default: every type that has what a step asks for. Example: `["g5.*", "g6.*", "*.2xlarge"]`.
   *
   * @minItems 1
   * @maxItems 100
   *
   * Items: a type or a pattern of types, such as `g5.xlarge` or `g5.*`
   */
  types?: string[];
  /**
   * The runner group of an organisation that its machines' runners join, by name; machines of repositories that belong to people have none. Default: the organisation's default group. Example: `mlpipelines`.
   */
  'runner-group'?: string;
  /**
   * A PEM file with the certificate by which identity documents of machines are verified, in place of those that AWS publishes for each region: for clouds that only speak like EC2. From the folder of this file. Example: `stand-in.pem`.
   */
  certificates?: string;
  /**
   * Tags on all that is started, for the bill. Example: `{ cost-center: ml }`.
   */
  tags?: {
    /**
     * what the tag says, such as `ml`
     */
    [k: string]: string;
  };
  /**
   * What machines cost, to be told of runs. Default: AWS's list prices, which are asked for once a day. Example: `{ discount: 0.72 }`.
   */
  pricing?: {
    /**
     * What you pay of the list price of machines on demand and of disks: 0.72 is 28 % off. Spot and addresses cost what AWS says. Default: 1.
     */
    discount?: number;
    table?: Prices;
  };
}
export interface Region {
  /**
   * Subnets that machines are put into, all of one VPC, at most one in each zone; a zone without one gets no machines. Machines must reach the App, GitHub and S3 from there. Example: `[subnet-0a1b2c3d]`.
   *
   * @minItems 1
   * @maxItems 20
   *
   * Items: the id of a subnet, such as `subnet-0a1b2c3d`
   */
  subnets: string[];
  /**
   * The security group of machines, in the VPC of the subnets. It needs no way in. Example: `sg-0a1b2c3d`.
   */
  'security-group': string;
  /**
   * The name of an instance profile: rights that machines, not their steps, have by themselves. Default: none. Example: `pipelines-debug`.
   */
  'instance-profile'?: string;
  /**
   * The image of all machines in this region, with Ubuntu 24.04 and drivers for every type that may be started; only types of its architecture are. Default: Canonical's Ubuntu 24.04, and for GPUs the newest Deep Learning Base AMI of AWS with drivers for the type. Example: `ami-0a1b2c3d4e5f60718`.
   */
  image?: string;
}
/**
 * Prices of a day, in the place of AWS's list where it cannot be asked. Prices that are more than 30 days old count as unknown. Example: `{ date: 2026-11-29, regions: { us-east-1: { on-demand: { g5.xlarge: 1.006 } } } }`.
 */
export interface Prices {
  /**
   * The day they were looked up, such as `2026-11-29`.
   */
  date: string;
  /**
   * By region. Example: `{ us-east-1: { on-demand: { g5.xlarge: 1.006 } } }`.
   */
  regions: {
    [k: string]: RegionPrices;
  };
}
/**
 * US dollars in a region.
 */
export interface RegionPrices {
  /**
   * Of machines on demand, an hour, by type. Example: `{ g5.xlarge: 1.006 }`.
   */
  'on-demand'?: {
    /**
     * US dollars an hour, such as 1.006
     */
    [k: string]: number;
  };
  /**
   * Of disks, a month. Example: `{ gib: 0.08, iops: 0.005, mibps: 0.04 }`.
   */
  gp3?: {
    /**
     * Of a GiB. Example: `0.08`.
     */
    gib?: number;
    /**
     * Of one I/O operation a second beyond 3000. Example: `0.005`.
     */
    iops?: number;
    /**
     * Of a MiB/s beyond 125. Example: `0.04`.
     */
    mibps?: number;
  };
}
