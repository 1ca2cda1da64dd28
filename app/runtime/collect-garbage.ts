import { isDigest } from '../../content/digest-of-bytes.ts';
import { LostBlob, type BlobStore } from '../../content/blob-store.ts';
import { readManifest } from '../../content/manifest/read-manifest.ts';
import type { Digest } from '../domain/digest.ts';
import { TOPICS } from './ports/hosted/queues.ts';
import { settleCosts } from './costs/settle-costs.ts';
import type { BlobSweep } from './ports/garbage.ts';
import type { Collected, GarbageOrder, GarbagePreview, RuntimeDeps } from './runtime.ts';

const DAY_MS = 86_400_000;
// GitHub redelivers for three days, and one that comes again must be known:
// https://docs.github.com/webhooks/testing-and-troubleshooting-webhooks/redelivering-webhooks
const KEEP_QUEUED_MS = 7 * DAY_MS;
// A pull request may be open for long; one whose head nobody remembers is trusted by nobody.
const KEEP_NEWS_MS = 90 * DAY_MS;
// A year, and the same month of the year before.
const KEEP_COSTS_MS = 400 * DAY_MS;

/**
 * Forgets old runs, then removes bytes that nothing has wanted for long enough. Rows go first and bytes later, so that
 * whoever found an artifact in a row still finds its bytes; what was written or found present meanwhile is left alone.
 */
export async function collectGarbage(
  { store, blobs, clock }: Pick<RuntimeDeps, 'store' | 'blobs' | 'clock'>,
  { sweep, keepRunsMs, keepBytesMs }: GarbageOrder,
): Promise<Collected> {
  const now = clock.now();
  await settleCosts({ store, clock });
  await store.costs.forget(now - Math.max(keepRunsMs, KEEP_COSTS_MS));
  const forgotten = await store.garbage.forgetRuns(now - keepRunsMs);
  await forgetWorkedOff(store, now, keepRunsMs);
  await sweep.tidy();
  const unwanted = await unwantedBlobs({ store, blobs }, sweep, now);
  const since = now - keepBytesMs;
  // A store that knows no run is a new one, put in the place of the one that wants these bytes.
  const doomed = (await store.garbage.knowsRuns())
    ? await store.garbage.condemn([...unwanted.keys()], now, since)
    : [];
  let removed = 0;
  let bytes = 0;
  for (const digest of doomed) {
    if (!(await sweep.remove(digest, since))) continue;
    removed += 1;
    bytes += unwanted.get(digest) ?? 0;
    unwanted.delete(digest);
  }
  return { runs: forgotten.length, blobs: removed, bytes, waiting: [...unwanted.keys()] };
}

/** What `collectGarbage` would forget and could remove in the end; touches nothing. */
export async function previewGarbage(
  { store, blobs, clock }: Pick<RuntimeDeps, 'store' | 'blobs' | 'clock'>,
  { sweep, keepRunsMs }: Pick<GarbageOrder, 'sweep' | 'keepRunsMs'>,
): Promise<GarbagePreview> {
  const now = clock.now();
  const unwanted = await unwantedBlobs({ store, blobs }, sweep, now);
  const bytes = [...unwanted.values()].reduce((sum, size) => sum + size, 0);
  const runs = await store.garbage.oldRuns(now - keepRunsMs);
  return { runs, blobs: unwanted.size, bytes };
}

/** Blobs that nothing wants now, with their sizes. */
async function unwantedBlobs(
  { store, blobs }: Pick<RuntimeDeps, 'store' | 'blobs'>,
  sweep: BlobSweep,
  now: number,
): Promise<Map<Digest, number>> {
  const wanted = await withContents(blobs, await store.garbage.roots(now));
  const unwanted = new Map<Digest, number>();
  for await (const { digest, size } of sweep.list()) {
    if (!wanted.has(digest)) unwanted.set(digest, size);
  }
  return unwanted;
}

/** What came in and was worked off, who is signed in no more, and what was said of commits whose runs are gone. */
async function forgetWorkedOff(
  { garbage, queues, webSessions }: RuntimeDeps['store'],
  now: number,
  keepRunsMs: number,
): Promise<void> {
  for (const topic of TOPICS) await queues.forget(topic, now - KEEP_QUEUED_MS);
  await webSessions.forget(now);
  await garbage.forgetNews(now - Math.max(keepRunsMs, KEEP_NEWS_MS));
}

/** The manifests and every file that they name. One that is lost has nothing to keep. */
async function withContents(
  blobs: BlobStore,
  manifests: ReadonlySet<Digest>,
): Promise<ReadonlySet<string>> {
  const wanted = new Set<string>(manifests);
  for (const digest of manifests) {
    for (const file of await filesOf(blobs, digest)) wanted.add(file);
  }
  return wanted;
}

async function filesOf(blobs: BlobStore, manifest: Digest): Promise<Digest[]> {
  try {
    const { entries } = await readManifest(blobs, manifest);
    return entries.flatMap((entry) =>
      entry.type === 'file' && isDigest(entry.digest) ? [entry.digest] : [],
    );
  } catch (error) {
    if (error instanceof LostBlob) return [];
    throw error;
  }
}
