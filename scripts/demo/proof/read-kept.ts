import { join } from 'node:path';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import type { AuditEntry } from '../../../app/domain/audit.ts';
import type { Digest } from '../../../app/domain/digest.ts';
import type { AliasMove } from '../../../app/domain/model.ts';
import type { RunHeader } from '../../../app/domain/run/run.ts';
import type { RunRows } from '../../../app/runtime/ports/runs.ts';
import type { Store } from '../../../app/runtime/ports/store.ts';
import { STORE_FILE } from '../../../app/server/state-files.ts';
import { openStore } from '../../../app/store/open-store.ts';
import type { BlobStore } from '../../../content/blob-store.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import type { Demo } from '../world/open-demo.ts';

export const MODEL = 'penguins';
/** What the training writes, and the deploy step puts into the release. */
const WEIGHTS = 'model.json';

/** A version that stood behind `penguins@production`, and the run that put it there. */
export type Promotion = {
  readonly move: AliasMove;
  /** The bytes that the registry has of the version. */
  readonly registered: Digest | null;
  readonly run: RunHeader;
  /** The steps of the run that were done anew, and not taken over. */
  readonly worked: readonly string[];
  /** The weights of the version. */
  readonly weights: Digest | null;
  /** The weights in the release that the deploy step made. */
  readonly released: Digest | null;
};

export type Kept = {
  /** Newest first. */
  readonly promotions: readonly Promotion[];
  /** Oldest first. */
  readonly audit: readonly AuditEntry[];
  /** What the newest run of this commit has trained; null: nothing. */
  readonly trained: Digest | null;
};

const MOST = 100;

/** What the App has kept of the story's model, read from its store beside it; `tested`: the commit of the pull request. */
export async function readKept({ world, repository }: Demo, tested: string | null): Promise<Kept> {
  const { state } = world.config;
  const store = await openStore({ sqliteFile: join(state, STORE_FILE) });
  try {
    const blobs = await openFolderBlobStore(join(state, 'objects'));
    const { id } = repository.record;
    const moves = await store.registry.history(MODEL, `${id}`, { alias: 'production' });
    const promotions: Promotion[] = [];
    for (const move of moves) promotions.push(await readPromotion({ store, blobs }, move, `${id}`));
    const audit = await store.audits.list({ repository: id, first: 'oldest', limit: MOST });
    return { promotions, audit, trained: await trainedAt(store, id, tested) };
  } finally {
    await store.close();
  }
}

type Kinds = { readonly store: Store; readonly blobs: BlobStore };

async function readPromotion({ store, blobs }: Kinds, move: AliasMove, scope: string) {
  const rows = await store.runs.load(move.run);
  if (rows === null) throw new Error(`The run ${move.run} is not kept.`);
  const version = await store.registry.version(MODEL, move.version, scope);
  const registered = version?.artifact.digest ?? null;
  return {
    move,
    registered,
    run: rows.header,
    worked: [...new Set(rows.attempts.map(({ key }) => key))],
    weights: await weightsIn(blobs, registered),
    released: await weightsIn(blobs, artifactOf(rows, 'deploy', 'release')),
  };
}

async function trainedAt(store: Store, repository: number, sha: string | null) {
  if (sha === null) return null;
  const [run] = await store.runs.list({ pipeline: null, open: false, limit: 1, repository, sha });
  const rows = run === undefined ? null : await store.runs.load(run.id);
  return rows === null ? null : artifactOf(rows, 'train', 'model');
}

function artifactOf({ steps }: RunRows, key: string, name: string): Digest | null {
  return steps.find((row) => row.key === key)?.artifacts[name]?.digest ?? null;
}

async function weightsIn(blobs: BlobStore, artifact: Digest | null): Promise<Digest | null> {
  if (artifact === null) return null;
  const { entries } = await readManifest(blobs, artifact);
  const weights = entries.find(({ path }) => path === WEIGHTS);
  return weights?.type === 'file' ? weights.digest : null;
}
