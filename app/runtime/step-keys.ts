import { manifestDigest, type Manifest } from '../../content/manifest.ts';
import { readManifest } from '../../content/read-manifest.ts';
import { selectFiles } from '../../content/select-files.ts';
import type { BlobStore } from '../../content/blob-store.ts';
import { cacheKey, cacheKeyParts } from '../compile/cache-key.ts';
import type { Digest } from '../domain/digest.ts';
import type { JsonMap } from '../domain/json.ts';
import type { PlanStep } from '../domain/plan.ts';
import type { ResolvedStep } from '../domain/resolved-step.ts';
import type { HotRun } from '../engine/hot-run.ts';
import { resolveStep } from '../engine/resolve-step.ts';
import type { Inbox } from './inbox.ts';

/** What names the work of a row: equal keys, equal work. */
export type StepKey = {
  readonly cacheKey: Digest;
  readonly parts: JsonMap;
  readonly pipeline: string;
};

const KEPT_KEYS = 20_000;
const KEPT_SELECTIONS = 1_000;

/** Cache keys of rows whose needs are over, each worked out once. */
export class StepKeys {
  readonly #inbox: Pick<Inbox, 'read'>;
  readonly #blobs: BlobStore;
  readonly #known = new Map<string, StepKey>();
  readonly #selections = new Map<string, Digest>();
  #tree: { readonly digest: Digest; readonly manifest: Promise<Manifest> } | null = null;

  constructor(inbox: Pick<Inbox, 'read'>, blobs: BlobStore) {
    this.#inbox = inbox;
    this.#blobs = blobs;
  }

  /** Null: it has none, because its expressions fail or the run has no snapshot of its tree. */
  async of(run: string, key: string): Promise<StepKey | null> {
    const name = `${run}/${key}`;
    const known = this.#known.get(name);
    if (known !== undefined) return known;
    const asked = await this.#inbox.read(run, (hot) => (hot === null ? null : ask(hot, key)));
    if (asked === null) return null;
    const made = await this.#make(asked);
    if (this.#known.size >= KEPT_KEYS) this.#known.clear();
    this.#known.set(name, made);
    return made;
  }

  async #make({ resolved, tree, pipeline, file }: Asked): Promise<StepKey> {
    const manifest = await this.#manifest(tree);
    const { step } = resolved;
    const files = this.#selection(tree, manifest, filesInKey(step, file));
    const digests = new Map(
      manifest.entries.flatMap((entry) =>
        entry.type === 'file' ? [[entry.path, entry.digest] as const] : [],
      ),
    );
    const requirements = Object.fromEntries(
      (step.python?.requirements ?? []).map((path) => [path, digests.get(path) ?? null]),
    );
    const parts = cacheKeyParts(resolved, { files, requirements });
    return { cacheKey: cacheKey(parts), parts, pipeline };
  }

  /** Runs of one repository mostly share a tree; the newest stays in memory. */
  #manifest(digest: Digest): Promise<Manifest> {
    if (this.#tree?.digest !== digest) {
      this.#tree = { digest, manifest: readManifest(this.#blobs, digest) };
    }
    return this.#tree.manifest;
  }

  #selection(tree: Digest, manifest: Manifest, files: readonly string[]): Digest {
    const name = `${tree} ${JSON.stringify(files)}`;
    const known = this.#selections.get(name);
    if (known !== undefined) return known;
    const digest = manifestDigest(selectFiles(manifest, files).manifest);
    if (this.#selections.size >= KEPT_SELECTIONS) this.#selections.clear();
    this.#selections.set(name, digest);
    return digest;
  }
}

/** Which files a step's key covers: those it names, else all but the pipeline file, whose meaning is in the key already. */
export function filesInKey(step: Pick<PlanStep, 'files'>, file: string): readonly string[] {
  return step.files ?? [`!${file}`];
}

type Asked = {
  readonly resolved: ResolvedStep;
  readonly tree: Digest;
  readonly pipeline: string;
  /** Of the pipeline. */
  readonly file: string;
};

function ask(hot: HotRun, key: string): Asked | null {
  const { tree, pipeline } = hot.header;
  const resolution = resolveStep(hot, key);
  if (tree === null || !resolution.ok) return null;
  return { resolved: resolution.resolved, tree, pipeline, file: hot.plan.plan.file };
}
