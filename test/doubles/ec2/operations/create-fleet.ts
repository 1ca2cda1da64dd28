import type {
  CreateFleetError,
  CreateFleetInstance,
  CreateFleetRequest,
  CreateFleetResult,
  FleetLaunchTemplateOverrides,
  FleetLaunchTemplateOverridesRequest,
  FleetLaunchTemplateSpecification,
  FleetLaunchTemplateSpecificationRequest,
} from '@aws-sdk/client-ec2';
import { isFailure, launchInstance } from '../acts/launch-instance.ts';
import { tagLater } from '../acts/show-later.ts';
import type { LaunchFailure } from '../acts/why-not-launched.ts';
import { offerOf } from '../schemas/type-book.ts';
import { Ec2Error, NotModelled } from '../state/ec2-error.ts';
import type { Instance, LaunchSpec, Market } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import { Tags } from '../state/tags.ts';
import type { Call } from './call.ts';
import { findTemplate, versionsOf } from './find-template.ts';
import { idempotent } from './idempotent.ts';
import { fromOverride, fromTemplate, merged, type LaunchData } from './launch-data.ts';
import { launchSpec } from './launch-spec.ts';

/**
 * A fleet of type `instant`: one try, answered when it is over. Overrides are tried in the order of the allocation
 * strategy; those that failed are listed in `Errors[]`, also where another one filled the capacity
 * (https://github.com/aws/karpenter-provider-aws/issues/303). A request that makes no sense at all is thrown.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instant-fleet.html
 */
export const createFleet = idempotent(
  'CreateFleet',
  ({ region }: Call, input: CreateFleetRequest): CreateFleetResult => {
    const market = marketOf(input);
    const pools = inOrder(region, input, poolsOf(region, input, market));
    const wanted = input.TargetCapacitySpecification?.TotalTargetCapacity ?? 0;
    const { Instances, Errors } = fill(region, pools, { wanted, market });
    const FleetId = `fleet-${region.world.dice.uuid()}`;
    const tags = new Tags();
    const fleetTags = input.TagSpecifications?.find(({ ResourceType }) => ResourceType === 'fleet');
    tagLater(region, tags, fleetTags?.Tags ?? []);
    const answer = { FleetId, Instances, Errors };
    region.fleets.set(FleetId, { answer, tags });
    return region.orphans > 0 && Instances.length > 0 ? orphaned(region, pools, answer) : answer;
  },
  ({ region }, answer) =>
    region.world.knobs.fleetReplay === 'whole' ? answer : { ...answer, Instances: [] },
);

type Pool = {
  readonly shown: {
    readonly LaunchTemplateSpecification: FleetLaunchTemplateSpecification;
    readonly Overrides: FleetLaunchTemplateOverrides;
  };
  readonly priority: number;
  /** What it would launch, or why it cannot be launched at all. */
  readonly spec: LaunchSpec | LaunchFailure;
};

function marketOf(input: CreateFleetRequest): Market {
  const { Type = 'maintain', TargetCapacitySpecification: target } = input;
  if (Type !== 'instant') throw new NotModelled(`A fleet of type ${Type}.`);
  const asked = target?.DefaultTargetCapacityType ?? 'on-demand';
  if (!MARKETS.has(asked)) throw new NotModelled(`DefaultTargetCapacityType ${asked}.`);
  if (asked === 'capacity-block') refuseOptions(input);
  refuseNothing(target?.TotalTargetCapacity);
  refuseStrategies(input);
  return asked === 'spot' ? 'spot' : 'on-demand';
}

function refuseNothing(wanted = 0): void {
  if (wanted >= 1) return;
  const message = 'TotalTargetCapacity must be positive.';
  throw new Ec2Error('InvalidTargetCapacitySpecification', message);
}

const MARKETS: ReadonlySet<string> = new Set(['spot', 'on-demand', 'capacity-block']);

/** https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-fleet-launch-instances-capacity-blocks-walkthrough.html */
function refuseOptions({ SpotOptions, OnDemandOptions, ...input }: CreateFleetRequest): void {
  const { OnDemandTargetCapacity: open, SpotTargetCapacity: spot } =
    input.TargetCapacitySpecification ?? {};
  if ([SpotOptions, OnDemandOptions, open, spot].some((each) => each !== undefined))
    throw new NotModelled('Options for spot or on demand beside `capacity-block`.');
}

function refuseStrategies({ SpotOptions, OnDemandOptions }: CreateFleetRequest): void {
  const asked = [SpotOptions?.AllocationStrategy, OnDemandOptions?.AllocationStrategy];
  const strange = asked.find((strategy) => strategy !== undefined && !STRATEGIES.has(strategy));
  if (strange !== undefined) throw new NotModelled(`Allocation strategy ${strange}.`);
}

const STRATEGIES: ReadonlySet<string> = new Set([
  'price-capacity-optimized',
  'lowest-price',
  'prioritized',
]);

function poolsOf(region: Region, input: CreateFleetRequest, market: Market): Pool[] {
  return (input.LaunchTemplateConfigs ?? []).flatMap(
    ({ LaunchTemplateSpecification: specification = {}, Overrides = [] }) => {
      const template = findTemplate(region, specification);
      const [found] = versionsOf(template, specification.Version ?? '$Default');
      const data = fromTemplate(found?.version.data ?? {});
      refuseSpotTags(data, market);
      refuseOtherMarket(data, input);
      return (Overrides.length > 0 ? Overrides : [{}]).map((override) => ({
        shown: {
          LaunchTemplateSpecification: shownSpecification(
            specification,
            template.id,
            found?.number,
          ),
          Overrides: shownOverride(override, data),
        },
        priority: override.Priority ?? Infinity,
        spec: specOf(region, input, { data: merged(data, fromOverride(override)), market }),
      }));
    },
  );
}

/** That both are to say it stands in the walkthrough; with what EC2 refuses one of them is a guess. */
function refuseOtherMarket({ isBlock = false }: LaunchData, input: CreateFleetRequest): void {
  const { DefaultTargetCapacityType: type } = input.TargetCapacitySpecification ?? {};
  if ((type === 'capacity-block') !== isBlock)
    throw new Ec2Error(
      'InvalidParameterCombination',
      'The market type of the launch template and the target capacity type of the fleet differ.',
    );
}

/** What an override names wrongly is an error of that override. */
function specOf(
  region: Region,
  input: CreateFleetRequest,
  { data, market }: { readonly data: LaunchData; readonly market: Market },
): LaunchSpec | LaunchFailure {
  const fleetTags = { TagSpecifications: input.TagSpecifications };
  try {
    return launchSpec(region, merged(data, fleetTags), { market, clientToken: null });
  } catch (error) {
    if (error instanceof Ec2Error) return { code: error.code, message: error.message };
    throw error;
  }
}

/** https://github.com/aws/karpenter-provider-aws/issues/5850: a template for spot that is used for on-demand. */
function refuseSpotTags({ TagSpecifications = [] }: LaunchData, market: Market): void {
  const isSpot = TagSpecifications.some(
    ({ ResourceType }) => ResourceType === 'spot-instances-request',
  );
  if (isSpot && market === 'on-demand')
    throw new Ec2Error(
      'InvalidParameterValue',
      'You cannot specify tags for Spot instances requests if there are no Spot instances requests being created by the request.',
    );
}

/** By price, or by the caller's priorities; capacity that is gone is found out by trying. */
function inOrder(region: Region, input: CreateFleetRequest, pools: readonly Pool[]): Pool[] {
  if (input.OnDemandOptions?.AllocationStrategy === 'prioritized')
    return pools.toSorted((a, b) => a.priority - b.priority);
  return pools.toSorted((a, b) => priceOf(region, a) - priceOf(region, b));
}

function priceOf(region: Region, { spec }: Pool): number {
  if ('code' in spec) return Infinity;
  const subnet = region.network.subnets.find(({ SubnetId }) => SubnetId === spec.subnetId);
  const zone = subnet?.AvailabilityZone ?? '';
  const price =
    spec.market === 'spot'
      ? region.prices.now(spec.type, zone, region.world.agenda.now())
      : offerOf(spec.type, region.name)?.onDemand;
  return price ?? Infinity;
}

function fill(
  region: Region,
  pools: readonly Pool[],
  { wanted, market }: { readonly wanted: number; readonly market: Market },
): { Instances: CreateFleetInstance[]; Errors: CreateFleetError[] } {
  const Instances: CreateFleetInstance[] = [];
  const Errors: CreateFleetError[] = [];
  let left = wanted;
  for (const { shown, spec } of pools) {
    const launched: string[] = [];
    for (let result: Instance | LaunchFailure; left > 0; left -= 1) {
      result =
        'code' in spec ? spec : launchInstance(region, spec, `r-0${region.world.dice.hex(16)}`);
      if (isFailure(result)) {
        Errors.push(errorOf(shown, market, result));
        break;
      }
      launched.push(result.id);
    }
    const InstanceType = shown.Overrides.InstanceType;
    if (launched.length > 0)
      Instances.push({
        LaunchTemplateAndOverrides: shown,
        Lifecycle: market,
        InstanceIds: launched,
        ...(InstanceType !== undefined && { InstanceType }),
      });
  }
  return { Instances, Errors };
}

function errorOf(
  shown: Pool['shown'],
  market: Market,
  { code, message }: LaunchFailure,
): CreateFleetError {
  // In fleets a type that its zone lacks has a code of its own: https://github.com/compiler-explorer/infra/issues/601
  const isZone = code === 'Unsupported' && message.startsWith('Your requested instance type');
  return {
    LaunchTemplateAndOverrides: shown,
    Lifecycle: market,
    ErrorCode: isZone ? 'InvalidFleetConfiguration' : code,
    ErrorMessage: message,
  };
}

/** An instance is there, and the answer says only that there was no capacity: osbuild/osbuild-composer#4507. */
function orphaned(
  region: Region,
  [first]: readonly Pool[],
  answer: CreateFleetResult,
): CreateFleetResult {
  region.orphans -= 1;
  const error = {
    LaunchTemplateAndOverrides: first?.shown,
    ErrorCode: 'InsufficientInstanceCapacity',
    ErrorMessage: 'There is no Spot capacity available that matches your request.',
  };
  return { ...answer, Instances: [], Errors: [...(answer.Errors ?? []), error] };
}

function shownSpecification(
  { Version = '$Default' }: FleetLaunchTemplateSpecificationRequest,
  LaunchTemplateId: string,
  number: number | undefined,
): FleetLaunchTemplateSpecification {
  return { LaunchTemplateId, Version: Version.startsWith('$') ? String(number) : Version };
}

function shownOverride(
  override: FleetLaunchTemplateOverridesRequest,
  { InstanceType }: LaunchData,
): FleetLaunchTemplateOverrides {
  const {
    InstanceType: type = InstanceType,
    SubnetId,
    AvailabilityZone,
    MaxPrice,
    Priority,
    ImageId,
  } = override;
  return { InstanceType: type, SubnetId, AvailabilityZone, MaxPrice, Priority, ImageId };
}
