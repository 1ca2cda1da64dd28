import type { Call } from './call.ts';
import { createFleet } from './create-fleet.ts';
import { createTags } from './create-tags.ts';
import { describeCapacityReservations } from './capacity-reservations.ts';
import * as instances from './instances.ts';
import * as kept from './kept.ts';
import * as network from './network.ts';
import { runInstances } from './run-instances.ts';
import * as templates from './templates.ts';
import * as types from './types.ts';

/** By the operation's name in `schemas/operations.json`; a request was held against its description before. */
export const HANDLERS: Readonly<Record<string, (call: Call, input: never) => object>> = {
  CreateFleet: createFleet,
  CreateLaunchTemplate: templates.createLaunchTemplate,
  CreateLaunchTemplateVersion: templates.createLaunchTemplateVersion,
  CreateTags: createTags,
  DeleteLaunchTemplate: templates.deleteLaunchTemplate,
  DeleteNetworkInterface: kept.deleteNetworkInterface,
  DeleteVolume: kept.deleteVolume,
  DescribeCapacityReservations: describeCapacityReservations,
  DescribeImages: network.describeImages,
  DescribeInstanceStatus: instances.describeInstanceStatus,
  DescribeInstanceTypeOfferings: types.describeInstanceTypeOfferings,
  DescribeInstanceTypes: types.describeInstanceTypes,
  DescribeInstances: instances.describeInstances,
  DescribeLaunchTemplateVersions: templates.describeLaunchTemplateVersions,
  DescribeLaunchTemplates: templates.describeLaunchTemplates,
  DescribeNetworkInterfaces: kept.describeNetworkInterfaces,
  DescribeRouteTables: network.describeRouteTables,
  DescribeSecurityGroups: network.describeSecurityGroups,
  DescribeSpotInstanceRequests: kept.describeSpotInstanceRequests,
  DescribeSpotPriceHistory: types.describeSpotPriceHistory,
  DescribeSubnets: network.describeSubnets,
  DescribeVolumes: kept.describeVolumes,
  DescribeVpcEndpoints: network.describeVpcEndpoints,
  GetConsoleOutput: instances.getConsoleOutput,
  RunInstances: runInstances,
  TerminateInstances: instances.terminateInstances,
};
