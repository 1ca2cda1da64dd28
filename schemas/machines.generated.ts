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
