import type { Instance } from '../state/instance.ts';
import type { Region } from '../state/world.ts';
import { identityDocument } from './identity-document.ts';

export type Paths = Map<string, string | (() => string)>;

/**
 * All that the metadata service of an instance has to say now, by path below `/latest/`.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/instancedata-data-categories.html
 */
export function metadataPaths(region: Region, instance: Instance): Paths {
  const { spec } = instance;
  const paths: Paths = new Map<string, string | (() => string)>([
    ['meta-data/ami-id', spec.imageId],
    ['meta-data/instance-id', instance.id],
    ['meta-data/instance-life-cycle', spec.market],
    ['meta-data/instance-type', spec.type],
    ['meta-data/local-ipv4', instance.privateIp],
    ['meta-data/placement/availability-zone', instance.zone],
    ['meta-data/placement/availability-zone-id', zoneId(region, instance)],
    ['meta-data/placement/region', region.name],
    ['meta-data/reservation-id', instance.reservationId],
    ['meta-data/services/domain', 'amazonaws.com'],
    ['meta-data/services/partition', 'aws'],
  ]);
  if (spec.userData !== null)
    paths.set('user-data', Buffer.from(spec.userData, 'base64').toString());
  if (instance.publicIp !== null) paths.set('meta-data/public-ipv4', instance.publicIp);
  addTags(paths, instance);
  addNotices(paths, instance);
  addIdentity(paths, region, instance);
  return paths;
}

function addTags(paths: Paths, { spec, tags }: Instance): void {
  if (!spec.metadata.showsTags) return;
  for (const [key, value] of Object.entries(tags.all()))
    paths.set(`meta-data/tags/instance/${key}`, value);
}

/**
 * 404 until there is one.
 * https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/spot-instance-termination-notices.html
 */
function addNotices(paths: Paths, { takenAt, rebalanceAt }: Instance): void {
  if (takenAt !== null) {
    const time = seconds(takenAt);
    paths.set('meta-data/spot/instance-action', JSON.stringify({ action: 'terminate', time }));
    paths.set('meta-data/spot/termination-time', time);
  }
  if (rebalanceAt !== null) {
    const noticeTime = seconds(rebalanceAt);
    paths.set('meta-data/events/recommendations/rebalance', JSON.stringify({ noticeTime }));
  }
}

function addIdentity(paths: Paths, region: Region, instance: Instance): void {
  const { authority } = region.world;
  const document = identityDocument(region, instance);
  const folder = 'dynamic/instance-identity';
  const at = new Date(instance.launchedAt);
  paths.set(`${folder}/document`, document);
  // Signed only when asked: a key is made for it.
  paths.set(`${folder}/rsa2048`, () => authority.signedMessage(document, at));
  paths.set(`${folder}/signature`, () => authority.signature(document));
}

function zoneId({ zones }: Region, { zone }: Instance): string {
  return zones.find(({ name }) => name === zone)?.id ?? '';
}

function seconds(at: number): string {
  return `${new Date(at).toISOString().slice(0, 19)}Z`;
}
