import { basename, join } from 'node:path';
import { LostBlob, type BlobStore } from '../../../content/blob-store.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import { csvRow, openLineFile } from './line-file.ts';

/** Where an artifact comes from: `train.model` of run 12, or a version of a model. */
type Source = { readonly run: string | null; readonly of: string };

export type Artifacts = {
  /** Notes where an artifact comes from, and puts its files into the export unless they are there. */
  readonly add: (artifact: ArtifactRef, source: Source) => Promise<void>;
  readonly close: () => Promise<ArtifactCount>;
};

export type ArtifactCount = {
  readonly artifacts: number;
  readonly bytes: number;
  /** Bytes that are not where they were kept any more, by what they are of. */
  readonly lost: readonly string[];
};

/**
 * Writes artifacts.csv, and each distinct artifact once to `artifacts/<digest>/<name>`, however many runs have it.
 * `blobs` null: the list alone.
 */
export async function openArtifacts(folder: string, blobs: BlobStore | null): Promise<Artifacts> {
  const list = await openLineFile(join(folder, 'artifacts.csv'));
  await list.write(['run,of,type,path,files,bytes,digest,place']);
  const places = new Map<string, string | null>();
  const lost: string[] = [];
  let bytes = 0;
  const place = async (artifact: ArtifactRef, of: string): Promise<string | null> => {
    if (blobs === null) return null;
    const known = places.get(artifact.digest);
    if (known !== undefined) return known;
    const put = await putUnlessLost(blobs, folder, artifact);
    places.set(artifact.digest, put);
    if (put === null) lost.push(of);
    else bytes += artifact.size;
    return put;
  };
  return {
    add: async (artifact, { run, of }) => {
      const put = await place(artifact, run === null ? of : `${of} of run ${run}`);
      const { type, path, files, size, digest } = artifact;
      await list.write([csvRow([run, of, type, path, files, size, digest, put])]);
    },
    close: async () => {
      await list.close();
      return { artifacts: places.size - lost.length, bytes, lost };
    },
  };
}

async function putUnlessLost(
  blobs: BlobStore,
  folder: string,
  { digest, path }: ArtifactRef,
): Promise<string | null> {
  const place = `artifacts/${digest.replace(':', '-')}/${basename(path)}`;
  try {
    await restoreTree(blobs, digest, join(folder, place));
    return place;
  } catch (error) {
    // What else was kept is worth more than the one that is lost.
    if (error instanceof LostBlob) return null;
    throw error;
  }
}
