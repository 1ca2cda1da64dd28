import type { BlobStore } from '../../../content/blob-store.ts';
import { diffManifests } from '../../../content/manifest/diff-manifests.ts';
import type { Manifest } from '../../../content/manifest/manifest.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';
import type { CacheParts } from '../../compile/cache/cache-key.ts';
import { changedParts, type FileChange } from '../../compile/cache/changed-parts.ts';
import { partsIn } from '../../compile/cache/parts-in.ts';
import { asksOf, newlyAsked } from '../../domain/asks.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Json } from '../../domain/json.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { Instant, RunHeader } from '../../domain/run/run.ts';
import { filesInKey } from '../../domain/seen-files.ts';
import type { RunRows } from '../../runtime/ports/runs.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';

/** Work of a row, as far as its cache key is made of it. */
export type Work = {
  readonly pipeline: string;
  readonly key: string;
  readonly parts: Json;
  /** Names of parts that nobody knows yet; left out: all are known. */
  readonly open?: readonly string[];
  readonly step: PlanStep;
  /** The pipeline's. */
  readonly file: string;
  /** The tree that it is done on. */
  readonly tree: Digest | null;
  /** The run that does it; null: none yet. */
  readonly run: string | null;
  /** When earlier work that it could be taken from is or was looked for. */
  readonly at: Instant;
};

export type Sources = {
  readonly store: Pick<StoreReads, 'cache' | 'runs'>;
  readonly blobs: BlobStore;
  /** What was found out once, since the cells of a step are compared with the same run. */
  readonly known?: Known;
};
export type Known = {
  readonly plans: Map<string, Promise<Plan | null>>;
  readonly files: Map<string, Promise<readonly FileChange[] | null>>;
  readonly rows: Map<string, Promise<RunRows | null>>;
};

/** What is known to differ from an earlier run, in words that follow "because"; what is open is left out. */
export async function compareWork(
  sources: Sources,
  work: Work,
  before: { readonly parts: Json; readonly run: RunHeader },
): Promise<readonly string[]> {
  const then = knownParts(work, before.parts);
  const now = knownParts(work, work.parts);
  const { step } = work;
  const { known, store } = sources;
  const differ = then['files'] !== now['files'];
  const name = `${before.run.id} ${step.id}`;
  const changes = differ
    ? await once(known?.files, name, () => changedFiles(sources, work, before.run))
    : [];
  const plan = await once(known?.plans, before.run.plan, () => store.runs.plan(before.run.plan));
  const asked = newlyAskedOf(plan, step).map((what) => `${what} is newly asked for`);
  return [...changedParts(then, now, { changes, everyFile: step.files === null }), ...asked];
}

/** The parts of a key, without those that are open in this work. */
export function knownParts({ open = [] }: Pick<Work, 'open'>, parts: Json): CacheParts {
  const left = new Set(open);
  return Object.fromEntries(Object.entries(partsIn(parts)).filter(([name]) => !left.has(name)));
}

function newlyAskedOf(plan: Plan | null, step: PlanStep): readonly string[] {
  const then = plan?.steps.find(({ id }) => id === step.id);
  return then === undefined ? [] : newlyAsked(asksOf(then), asksOf(step));
}

async function changedFiles(
  { store, blobs }: Sources,
  { step, tree, file }: Work,
  earlier: RunHeader,
): Promise<readonly FileChange[] | null> {
  if (tree === null || earlier.tree === null) return null;
  const plan = await store.runs.plan(earlier.plan);
  const then = plan?.steps.find(({ id }) => id === step.id) ?? step;
  const [before, after] = await Promise.all(
    [earlier.tree, tree].map((digest) => readManifest(blobs, digest).catch(() => null)),
  );
  if (before == null || after == null) return null;
  const seenThen = selectFiles(before, filesInKey(then, plan?.file ?? file)).manifest;
  const seenNow = selectFiles(after, filesInKey(step, file)).manifest;
  const byFiles = JSON.stringify(then.files) !== JSON.stringify(step.files);
  return fileChanges(seenThen, seenNow).map((change) => {
    if (change.how === 'is new' && has(before, change.path)) return seenOf(change, 'seen', byFiles);
    if (change.how === 'is gone' && has(after, change.path))
      return seenOf(change, 'unseen', byFiles);
    return change;
  });
}

function seenOf({ path }: FileChange, how: 'seen' | 'unseen', byFiles: boolean): FileChange {
  return { path, how, byFiles };
}

function has({ entries }: Manifest, path: string): boolean {
  return entries.some((entry) => entry.path === path);
}

/** What happened to the files between two trees: those that changed, then those that came, then those that went. */
export function fileChanges(before: Manifest, after: Manifest): readonly FileChange[] {
  const { added, changed, removed } = diffManifests(before, after);
  return [
    ...changed.map((path) => ({ path, how: 'changed' }) as const),
    ...added.map((path) => ({ path, how: 'is new' }) as const),
    ...removed.map((path) => ({ path, how: 'is gone' }) as const),
  ];
}

export function once<T>(
  known: Map<string, Promise<T>> | undefined,
  name: string,
  ask: () => Promise<T>,
): Promise<T> {
  const asked = known?.get(name) ?? ask();
  known?.set(name, asked);
  return asked;
}
