import type {
  DescribeInstancesRequest,
  DescribeInstancesResult,
  DescribeInstanceStatusRequest,
  DescribeInstanceStatusResult,
  GetConsoleOutputRequest,
  GetConsoleOutputResult,
  Reservation,
  TerminateInstancesRequest,
  TerminateInstancesResult,
} from '@aws-sdk/client-ec2';
import { byUser, endInstance } from '../acts/end-instance.ts';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import type { Call } from './call.ts';
import { filtered, type FilterTable } from './filters.ts';
import { findInstances } from './find-instances.ts';
import { instanceView, stateView } from './instance-view.ts';
import { page } from './page.ts';

const FILTERS: FilterTable<Instance> = {
  'availability-zone': ({ zone }) => zone,
  'client-token': ({ spec }) => spec.clientToken ?? undefined,
  'image-id': ({ spec }) => spec.imageId,
  'instance-id': ({ id }) => id,
  'instance-lifecycle': ({ spec }) => (spec.market === 'spot' ? 'spot' : undefined),
  'instance-state-code': ({ state }) => String(stateView(state).Code),
  'instance-state-name': ({ state }) => state,
  'instance-type': ({ spec }) => spec.type,
  'spot-instance-request-id': ({ spotRequestId }) => spotRequestId ?? undefined,
  'subnet-id': ({ spec }) => spec.subnetId,
};

/** Without `MaxResults` all come at once; ids and `MaxResults` do not go together. */
export function describeInstances(
  { region }: Call,
  input: DescribeInstancesRequest,
): DescribeInstancesResult {
  const { InstanceIds: ids = [], MaxResults, Filters } = input;
  if (ids.length > 0 && MaxResults !== undefined)
    throw new Ec2Error(
      'InvalidParameterCombination',
      'The parameter instancesSet cannot be used with the parameter maxResults',
    );
  const found = filtered(ids.length > 0 ? findInstances(region, ids) : listed(region), Filters, {
    table: FILTERS,
    tagsOf: ({ tags }) => tags.shown(),
  });
  const { items, next } = page(found, input, { min: 5, max: 1_000 });
  return { Reservations: reservationsOf(region, items), ...next };
}

/** Running ones only, unless all are asked for. */
export function describeInstanceStatus(
  { region }: Call,
  input: DescribeInstanceStatusRequest,
): DescribeInstanceStatusResult {
  const { InstanceIds: ids = [], IncludeAllInstances = false } = input;
  const all = ids.length > 0 ? findInstances(region, ids) : listed(region);
  const asked = all.filter(({ state }) => IncludeAllInstances || state === 'running');
  const found = filtered(asked, input.Filters, { table: FILTERS });
  const { items, next } = page(found, input, { min: 5, max: 1_000 });
  return {
    InstanceStatuses: items.map((instance) => ({
      InstanceId: instance.id,
      AvailabilityZone: instance.zone,
      InstanceState: stateView(instance.state),
      InstanceStatus: { Status: statusOf(instance) },
      SystemStatus: { Status: statusOf({ ...instance, isImpaired: false }) },
    })),
    ...next,
  };
}

/**
 * A second time is no error, until it is forgotten. What is shutting down is so for minutes.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_TerminateInstances.html
 */
export function terminateInstances(
  { region }: Call,
  { InstanceIds = [] }: TerminateInstancesRequest,
): TerminateInstancesResult {
  const found = findInstances(region, InstanceIds);
  return {
    TerminatingInstances: found.map((instance) => {
      const PreviousState = stateView(instance.state);
      endInstance(region, instance, byUser(region));
      return { InstanceId: instance.id, PreviousState, CurrentState: stateView(instance.state) };
    }),
  };
}

/**
 * Without `Latest` what was there some minutes ago. Kept about an hour after the end.
 * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_GetConsoleOutput.html
 */
export function getConsoleOutput(
  { region }: Call,
  { InstanceId = '', Latest = false }: GetConsoleOutputRequest,
): GetConsoleOutputResult {
  const [instance] = findInstances(region, [InstanceId]);
  if (instance === undefined) throw new Error(`${InstanceId} is not there.`);
  const { agenda, knobs } = region.world;
  const isOver = instance.state !== 'pending' && instance.state !== 'running';
  const isDue = agenda.now() - instance.launchedAt >= knobs.consoleAfterMs;
  const text = Latest || isOver || isDue ? instance.console : '';
  return {
    InstanceId,
    Timestamp: new Date(instance.consoleAt),
    Output: Buffer.from(text).toString('base64'),
  };
}

export function reservationsOf(region: Region, instances: readonly Instance[]): Reservation[] {
  const groups = Map.groupBy(instances, ({ reservationId }) => reservationId);
  return [...groups].map(([ReservationId, members]) => ({
    ReservationId,
    OwnerId: region.world.accountId,
    Groups: [],
    Instances: members.map((instance) => instanceView(region, instance)),
  }));
}

function listed({ instances }: Region): Instance[] {
  return [...instances.values()].filter(({ isListed }) => isListed);
}

function statusOf({ state, isBooted, isImpaired }: Instance) {
  if (state !== 'running') return 'not-applicable';
  if (isImpaired) return 'impaired';
  return isBooted ? 'ok' : 'initializing';
}
