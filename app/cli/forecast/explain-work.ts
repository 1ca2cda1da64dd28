import type { BlobStore } from '../../../content/blob-store.ts';
import { diffManifests } from '../../../content/manifest/diff-manifests.ts';
import type { Manifest } from '../../../content/manifest/manifest.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';
import type { CacheParts } from '../../compile/cache/cache-key.ts';
import { changedParts } from '../../compile/cache/changed-parts.ts';
import { asksOf, newlyAsked } from '../../domain/asks.ts';
import type { Digest } from '../../domain/digest.ts';
import { isMap, type Json } from '../../domain/json.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { filesInKey } from '../../domain/seen-files.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';

export type Work = {
  readonly pipeline: string;
  readonly key: string;
  readonly parts: Json;
  readonly step: PlanStep;
  /** The pipeline's. */
  readonly file: string;
  /** The tree that it is done on. */
  readonly tree: Digest | null;
  /** The run that does it; null: none yet. */
  readonly run: string | null;
};

type Sources = { readonly store: StoreReads; readonly blobs: BlobStore };

/**
 * Why work is done and not taken from the cache, in words that follow "because", each a reason of its own. What it is
 * compared with is the newest other run of the step.
 */
export async function explainWork(sources: Sources, work: Work): Promise<readonly string[]> {
  const { store } = sources;
  const before = await store.cache.newestParts(work.pipeline, work.key, work.run);
  const earlier = before === null ? null : await store.runs.header(before.run);
  if (before === null || earlier === null) return ['it has not run here before'];
  const then = partsOf(before.parts);
  const now = partsOf(work.parts);
  const paths = then['files'] === now['files'] ? [] : await changedFiles(sources, work, earlier);
  const changes = changedParts(then, now, paths);
  const asked = await askedSince(sources, work, earlier);
  const reasons = [...changes, ...asked.map((name) => `${name} is newly asked for`)];
  if (reasons.length > 0) return reasons.map((reason) => `${reason} since #${runNumber(earlier)}`);
  return [`the same work did not succeed in #${runNumber(earlier)}, or is not kept any more`];
}

/** Follows "because", of work that was found and could not be used. */
export const LOST_WORK = 'bytes that it left in an earlier run are missing or damaged';

/** Why the cache is never asked about a step. */
export function whyNeverCached(step: PlanStep): string {
  if (step.action.type !== 'run') return `what it does to the registry is done in every run`;
  const saysWhatOf = step.files !== null || Object.keys(step.inputs).length > 0;
  const hasProducts = step.metrics !== null || Object.keys(step.outputs).length > 0;
  if (step.promote.length > 0) return 'it promotes a model, which is done in every run';
  if (!hasProducts) return 'it has neither outputs nor metrics that could be kept';
  if (!saysWhatOf) return 'it declares neither inputs nor files, so what it reads is not known';
  return 'its cache is off';
}

async function askedSince(
  { store }: Sources,
  { step }: Work,
  earlier: RunHeader,
): Promise<readonly string[]> {
  const plan = await store.runs.plan(earlier.plan);
  const then = plan?.steps.find(({ id }) => id === step.id);
  return then === undefined ? [] : newlyAsked(asksOf(then), asksOf(step));
}

async function changedFiles(
  { store, blobs }: Sources,
  { step, tree, file }: Work,
  earlier: RunHeader,
): Promise<readonly string[] | null> {
  if (tree === null || earlier.tree === null) return null;
  const plan = await store.runs.plan(earlier.plan);
  const then = plan?.steps.find(({ id }) => id === step.id) ?? step;
  const [before, after] = await Promise.all([
    seen(blobs, earlier.tree, filesInKey(then, plan?.file ?? file)),
    seen(blobs, tree, filesInKey(step, file)),
  ]);
  if (before === null || after === null) return null;
  const { added, changed, removed } = diffManifests(before, after);
  return [...changed, ...added, ...removed];
}

/** Null: that tree is not kept any more. */
async function seen(
  blobs: BlobStore,
  tree: Digest,
  globs: readonly string[],
): Promise<Manifest | null> {
  const manifest = await readManifest(blobs, tree).catch(() => null);
  return manifest === null ? null : selectFiles(manifest, globs).manifest;
}

function partsOf(parts: Json): CacheParts {
  if (!isMap(parts)) return {};
  return Object.fromEntries(
    Object.entries(parts).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}
