import { INSTANCE_TYPES, offerOf } from '../schemas/type-book.ts';
import { holdsPlace, type LaunchSpec } from '../state/instance.ts';
import { familyOf, vcpusOf } from '../state/quotas.ts';
import type { Region } from '../state/world.ts';
import { reservationFor } from './reservation-for.ts';

export type LaunchFailure = { readonly code: string; readonly message: string };

/**
 * What keeps a machine from being launched, by the state of the region; null: nothing does. A fleet lists it in
 * `Errors[]`, RunInstances throws it. Texts are EC2's own, as people reported them.
 */
export function whyNotLaunched(region: Region, spec: LaunchSpec): LaunchFailure | null {
  return (
    notVerified(region) ??
    notOffered(region, spec) ??
    noAddress(region, spec) ??
    (isReserved(region, spec) ? null : notInTheOpen(region, spec))
  );
}

/** Who reserved capacity has it, and counted it against the quota then. */
function isReserved(region: Region, spec: LaunchSpec): boolean {
  return reservationFor(region, spec, zoneOf(region, spec)) !== null;
}

function notInTheOpen(region: Region, spec: LaunchSpec): LaunchFailure | null {
  return (
    reservationIsFull(spec) ??
    overQuota(region, spec) ??
    priceTooLow(region, spec) ??
    noCapacity(region, spec)
  );
}

/** Full, of another type, or in another zone: EC2 tells no more than this of the one that was named. */
function reservationIsFull({ reservation, isBlock, type }: LaunchSpec): LaunchFailure | null {
  // "An Insufficient Capacity Error": of a Capacity Block that is full, has not begun, or is named by nobody (a guess).
  if (isBlock) {
    const message = `We currently do not have sufficient ${type} capacity in the Capacity Block.`;
    return { code: 'InsufficientInstanceCapacity', message };
  }
  if (reservation.type === 'open' || reservation.type === 'none') return null;
  return {
    code: 'ReservationCapacityExceeded',
    message:
      'The requested reservation does not have sufficient compatible and available capacity for this request.',
  };
}

/** https://github.com/openshift/hive/blob/master/config/configmaps/install-log-regexes-configmap.yaml knows the text. */
function notVerified({ isBeingVerified }: Region): LaunchFailure | null {
  if (!isBeingVerified) return null;
  return {
    code: 'PendingVerification',
    message:
      'Your request for accessing resources in this region is being validated, and you will not be able to launch ' +
      'additional resources in this region until the validation is complete. We will notify you by email once your ' +
      'request has been validated. While normally resolved within minutes, please allow up to 4 hours for this ' +
      'process to complete.',
  };
}

/** https://github.com/compiler-explorer/infra/issues/601, skyplane-project/skyplane#172 */
function notOffered(region: Region, spec: LaunchSpec): LaunchFailure | null {
  const offer = offerOf(spec.type, region.name);
  const offering = region.zones.filter(({ id }) => offer?.zoneIds.includes(id));
  const isSold = INSTANCE_TYPES.get(spec.type)?.SupportedUsageClasses?.includes(spec.market);
  if (offering.length === 0 || isSold !== true)
    return {
      code: 'Unsupported',
      message:
        'The requested configuration is currently not supported. Please check the documentation for supported configurations.',
    };
  const zone = zoneOf(region, spec);
  if (offering.some(({ name }) => name === zone)) return null;
  return {
    code: 'Unsupported',
    message:
      `Your requested instance type (${spec.type}) is not supported in your requested Availability Zone (${zone}). ` +
      `Please retry your request by not specifying an Availability Zone or choosing ${offering
        .map(({ name }) => name)
        .join(', ')}.`,
  };
}

/** They come inside `Errors[]`, for each override: karpenter-provider-aws, pkg/errors/errors.go. */
function overQuota(region: Region, { type, market }: LaunchSpec): LaunchFailure | null {
  const family = familyOf(type);
  const used = [...region.instances.values()]
    .filter((other) => holdsPlace(other) && other.spec.market === market)
    .filter((other) => other.capacityReservation === null)
    .filter((other) => familyOf(other.spec.type) === family)
    .reduce((sum, other) => sum + vcpusOf(other.spec.type), 0);
  const limit = region.quotas.limit(family, market);
  if (used + vcpusOf(type) <= limit) return null;
  if (market === 'spot')
    return { code: 'MaxSpotInstanceCountExceeded', message: 'Max spot instance count exceeded' };
  return {
    code: 'VcpuLimitExceeded',
    message:
      `You have requested more vCPU capacity than your current vCPU limit of ${limit} allows for the instance bucket ` +
      'that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to ' +
      'request an adjustment to this limit.',
  };
}

function noAddress({ network }: Region, { subnetId }: LaunchSpec): LaunchFailure | null {
  const subnet = network.subnets.find(({ SubnetId }) => SubnetId === subnetId);
  if ((subnet?.AvailableIpAddressCount ?? 0) > 0) return null;
  return {
    code: 'InsufficientFreeAddressesInSubnet',
    message: `There are not enough free addresses in subnet '${subnetId}' to satisfy the requested number of instances.`,
  };
}

function priceTooLow(region: Region, spec: LaunchSpec): LaunchFailure | null {
  if (spec.market !== 'spot' || spec.maxPrice === null) return null;
  const now = region.prices.now(spec.type, zoneOf(region, spec), region.world.agenda.now());
  if (now === null || spec.maxPrice >= now) return null;
  return {
    code: 'SpotMaxPriceTooLow',
    message: `Your Spot request price of ${spec.maxPrice} is lower than the minimum required Spot request fulfillment price of ${now}.`,
  };
}

function noCapacity(region: Region, spec: LaunchSpec): LaunchFailure | null {
  const zone = zoneOf(region, spec);
  if (region.capacity.left({ type: spec.type, zone, market: spec.market }) > 0) return null;
  // https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/troubleshooting-launch.html
  const message =
    spec.market === 'spot'
      ? 'There is no Spot capacity available that matches your request.'
      : `We currently do not have sufficient ${spec.type} capacity in the Availability Zone you requested (${zone}). ` +
        'Our system will be working on provisioning additional capacity.';
  return { code: 'InsufficientInstanceCapacity', message };
}

function zoneOf({ network }: Region, { subnetId }: LaunchSpec): string {
  const subnet = network.subnets.find(({ SubnetId }) => SubnetId === subnetId);
  return subnet?.AvailabilityZone ?? '';
}
