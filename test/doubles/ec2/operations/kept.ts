import type {
  DeleteNetworkInterfaceRequest,
  DeleteVolumeRequest,
  DescribeNetworkInterfacesRequest,
  DescribeNetworkInterfacesResult,
  DescribeSpotInstanceRequestsRequest,
  DescribeSpotInstanceRequestsResult,
  DescribeVolumesRequest,
  DescribeVolumesResult,
  Filter,
} from '@aws-sdk/client-ec2';
import { Ec2Error } from '../state/ec2-error.ts';
import type { Kept } from '../state/kept.ts';
import type { Call } from './call.ts';
import { filtered, type FilterTable } from './filters.ts';
import { page } from './page.ts';

export function describeVolumes(
  { region }: Call,
  input: DescribeVolumesRequest,
): DescribeVolumesResult {
  const found = find(region.volumes, input.Filters, {
    ids: input.VolumeIds,
    missing: volumeMissing,
    table: {
      'attachment.instance-id': ({ shape }) =>
        shape.Attachments?.map(({ InstanceId }) => InstanceId),
      status: ({ shape }) => shape.State,
      'volume-id': ({ shape }) => shape.VolumeId,
    },
  });
  const { items, next } = page(found, input, { min: 5, max: 1_000 });
  return {
    Volumes: items.map(({ shape, tags }) => Object.assign({}, shape, { Tags: tags.shown() })),
    ...next,
  };
}

export function deleteVolume({ region }: Call, { VolumeId = '' }: DeleteVolumeRequest): object {
  const [volume] = find(region.volumes, [], { ids: [VolumeId], missing: volumeMissing, table: {} });
  const [attachment] = volume?.shape.Attachments ?? [];
  if (attachment !== undefined)
    throw new Ec2Error(
      'VolumeInUse',
      `Volume ${VolumeId} is currently attached to ${attachment.InstanceId ?? ''}`,
    );
  region.volumes.delete(VolumeId);
  return {};
}

export function describeNetworkInterfaces(
  { region }: Call,
  input: DescribeNetworkInterfacesRequest,
): DescribeNetworkInterfacesResult {
  const found = find(region.interfaces, input.Filters, {
    ids: input.NetworkInterfaceIds,
    missing: interfaceMissing,
    table: {
      'attachment.instance-id': ({ shape }) => shape.Attachment?.InstanceId,
      status: ({ shape }) => shape.Status,
      'network-interface-id': ({ shape }) => shape.NetworkInterfaceId,
    },
  });
  const { items, next } = page(found, input, { min: 5, max: 1_000 });
  return {
    NetworkInterfaces: items.map(({ shape, tags }) =>
      Object.assign({}, shape, { TagSet: tags.shown() }),
    ),
    ...next,
  };
}

export function deleteNetworkInterface(
  { region }: Call,
  { NetworkInterfaceId: id = '' }: DeleteNetworkInterfaceRequest,
): object {
  const [found] = find(region.interfaces, [], { ids: [id], missing: interfaceMissing, table: {} });
  if (found?.shape.Attachment !== undefined)
    throw new Ec2Error('InvalidParameterValue', `Network interface '${id}' is currently in use.`);
  region.interfaces.delete(id);
  return {};
}

export function describeSpotInstanceRequests(
  { region }: Call,
  input: DescribeSpotInstanceRequestsRequest,
): DescribeSpotInstanceRequestsResult {
  const found = find(region.spotRequests, input.Filters, {
    ids: input.SpotInstanceRequestIds,
    missing: (id) => [
      'InvalidSpotInstanceRequestID.NotFound',
      `The spot instance request ID '${id}' does not exist`,
    ],
    table: {
      'instance-id': ({ shape }) => shape.InstanceId,
      'spot-instance-request-id': ({ shape }) => shape.SpotInstanceRequestId,
      state: ({ shape }) => shape.State,
      'status-code': ({ shape }) => shape.Status?.Code,
    },
  });
  const { items, next } = page(found, input, { min: 5, max: 1_000 });
  return {
    SpotInstanceRequests: items.map(({ shape, tags }) =>
      Object.assign({}, shape, { Tags: tags.shown() }),
    ),
    ...next,
  };
}

function volumeMissing(id: string): readonly [string, string] {
  return ['InvalidVolume.NotFound', `The volume '${id}' does not exist.`];
}

function interfaceMissing(id: string): readonly [string, string] {
  return ['InvalidNetworkInterfaceID.NotFound', `The networkInterface ID '${id}' does not exist`];
}

function find<Shape>(
  shelf: Map<string, Kept<Shape>>,
  filters: readonly Filter[] | undefined,
  how: {
    readonly ids: readonly string[] | undefined;
    readonly missing: (id: string) => readonly [string, string];
    readonly table: FilterTable<Kept<Shape>>;
  },
): Kept<Shape>[] {
  const { ids = [], missing, table } = how;
  const listed = [...shelf.values()].filter(({ isListed }) => isListed);
  const lost = ids.find((id) => shelf.get(id)?.isListed !== true);
  if (lost !== undefined) throw new Ec2Error(...missing(lost));
  const named = ids.length > 0 ? ids.flatMap((id) => shelf.get(id) ?? []) : listed;
  return filtered(named, filters, { table, tagsOf: ({ tags }) => tags.shown() });
}
