import { LostBlob, type BlobStore } from '../../../content/blob-store.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { Digest } from '../../domain/digest.ts';
import { keepRecent } from '../keep-recent.ts';

type Looking = { readonly blobs: BlobStore; readonly lost: BlobStore['missing'] };

const RUNS_REMEMBERED = 16;

/** Whether the bytes of earlier work are still there. What was found sound for a run is not read again for that run. */
export class StoredWork {
  readonly #looking: Looking;
  readonly #sound = new Map<string, Set<string>>();

  constructor({ blobs, lost }: Looking) {
    this.#looking = { blobs, lost };
  }

  /** Whether all of these artifacts are stored whole. */
  async isWhole(run: string, artifacts: readonly Pick<ArtifactRef, 'digest'>[]): Promise<boolean> {
    const sound = this.#soundFor(run);
    const { blobs } = this.#looking;
    const lost: BlobStore['missing'] = async (digests) => {
      const open = digests.filter((digest) => !sound.has(digest));
      const absent = await this.#looking.lost(open);
      for (const digest of open) if (!absent.has(digest)) sound.add(digest);
      return absent;
    };
    for (const { digest } of artifacts) if (await isLost({ blobs, lost }, digest)) return false;
    return true;
  }

  #soundFor(run: string): Set<string> {
    const sound = this.#sound.get(run) ?? new Set();
    keepRecent(this.#sound, run, sound, RUNS_REMEMBERED);
    return sound;
  }
}

/** Whether an artifact's manifest, or a file that it names, is lost. */
export async function isLost({ blobs, lost }: Looking, artifact: Digest): Promise<boolean> {
  try {
    const { entries } = await readManifest(blobs, artifact);
    const files = entries.flatMap((entry) => (entry.type === 'file' ? [entry.digest] : []));
    // The manifest was just read; asking for it as well keeps garbage collection away from it.
    return (await lost([...new Set([artifact, ...files])])).size > 0;
  } catch (error) {
    if (error instanceof LostBlob) return true;
    throw error;
  }
}
