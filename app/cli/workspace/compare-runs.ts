import type { BlobStore } from '../../../content/blob-store.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { changedParts } from '../../compile/cache/changed-parts.ts';
import type { CacheParts } from '../../compile/cache/cache-key.ts';
import { ownPartsIn } from '../../compile/cache/parts-in.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunDifferences } from '../../reports/view/run-differences.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { fileChanges } from '../forecast/compare-work.ts';
import { seenChanges } from '../forecast/seen-changes.ts';

type Sources = { readonly store: StoreReads; readonly blobs: BlobStore };

/** What changed from one run to another: files of the repository, and what else steps were made of. */
export async function compareRuns(
  sources: Sources,
  before: RunRecord,
  after: RunRecord,
): Promise<RunDifferences> {
  const then = new Map(before.steps.map((row) => [row.key, row]));
  const steps = new Map<string, Set<string>>();
  for (const row of after.steps) {
    const earlier = then.get(row.key);
    if (earlier === undefined || row.role === 'group') continue;
    const changes = steps.get(row.stepId) ?? new Set();
    for (const change of await stepChanges(sources.store, [before, earlier], [after, row])) {
      changes.add(change);
    }
    steps.set(row.stepId, changes);
  }
  return {
    files: await changedFiles(sources.blobs, before, after),
    steps: [...steps].flatMap(([step, changes]) =>
      changes.size === 0 ? [] : [{ step, changes: [...changes] }],
    ),
  };
}

type RowOfRun = readonly [RunRecord, StepRow];

async function stepChanges(
  store: StoreReads,
  before: RowOfRun,
  after: RowOfRun,
): Promise<readonly string[]> {
  const [then, now] = [await partsOf(store, before), await partsOf(store, after)];
  return then === null || now === null ? [] : changedParts(then, now);
}

async function partsOf(store: StoreReads, [{ header }, row]: RowOfRun): Promise<CacheParts | null> {
  const { run, key } = row.takenFrom ?? { run: header.id, key: row.key };
  const kept = await store.cache.partsOf(run, key);
  return kept === null ? null : ownPartsIn(kept.parts);
}

type Planned = Pick<RunRecord, 'header' | 'plan'>;

/** The files of the repository that differ between two runs; null: nobody knows. */
async function changedFiles(
  blobs: BlobStore,
  { header: { tree: before }, plan: planThen }: Planned,
  { header: { tree: after }, plan: planNow }: Planned,
): Promise<RunDifferences['files']> {
  if (before === null || after === null) return null;
  if (before === after) return [];
  const [then, now] = await Promise.all(
    [before, after].map((tree) => readManifest(blobs, tree).catch(() => null)),
  );
  if (then == null || now == null) return null;
  return seenChanges(fileChanges(then, now), [planThen, planNow]);
}
