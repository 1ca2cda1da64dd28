import {
  paginateDescribeInstances,
  type EC2Client,
  type Instance,
  type Tag,
} from '@aws-sdk/client-ec2';
import type { SeenInstance } from '../machine/instances.ts';

const STATES = [
  'pending',
  'running',
  'stopping',
  'stopped',
  'shutting-down',
  'terminated',
] as const;

/** Every instance of a controller (null: of any) in a region, those that were terminated lately too. */
export async function listInstances(
  client: EC2Client,
  { controller, region }: { readonly controller: string | null; readonly region: string },
): Promise<readonly SeenInstance[]> {
  const filter = { Filters: [filterOf(controller)] };
  const found: SeenInstance[] = [];
  for await (const page of paginateDescribeInstances({ client, pageSize: 1000 }, filter)) {
    for (const { Instances = [] } of page.Reservations ?? []) {
      found.push(...Instances.flatMap((instance) => seenOf(instance, region)));
    }
  }
  return found;
}

function filterOf(controller: string | null) {
  return controller === null
    ? { Name: 'tag-key', Values: ['mlp:controller'] }
    : { Name: 'tag:mlp:controller', Values: [controller] };
}

function seenOf(instance: Instance, region: string): SeenInstance[] {
  const { InstanceId: id, State, LaunchTime, Tags = [], ImageId = '', PublicIpAddress } = instance;
  const state = STATES.find((each) => each === State?.Name);
  // One whose state this app does not know is taken for alive: it is ended, not forgotten.
  if (id === undefined) return [];
  return [
    {
      id,
      region,
      state: state ?? 'running',
      machine: tagged(Tags, 'mlp:machine'),
      attempt: tagged(Tags, 'mlp:attempt'),
      launchedAt: LaunchTime?.getTime() ?? 0,
      expiresAt: timeOf(tagged(Tags, 'mlp:expires-at')),
      heldUntil: timeOf(tagged(Tags, 'mlp:hold-until')),
      reason: reasonOf(instance),
      pool: poolOf(instance),
      image: ImageId,
      isPublic: PublicIpAddress !== undefined,
    },
  ];
}

function poolOf({ InstanceType, Placement, InstanceLifecycle }: Instance): SeenInstance['pool'] {
  const zone = Placement?.AvailabilityZone ?? '';
  const market = InstanceLifecycle === 'spot' ? 'spot' : 'on-demand';
  return { type: InstanceType ?? '', zone, market };
}

function reasonOf({ StateReason }: Instance): SeenInstance['reason'] {
  const { Code: code, Message: message = '' } = StateReason ?? {};
  return code === undefined || code === '' ? null : { code, message, status: null };
}

function tagged(tags: readonly Tag[], key: string): string | null {
  return tags.find(({ Key }) => Key === key)?.Value ?? null;
}

/** Null: none, or none that anybody can read. */
function timeOf(text: string | null): number | null {
  const at = text === null ? Number.NaN : Date.parse(text);
  return Number.isNaN(at) ? null : at;
}
