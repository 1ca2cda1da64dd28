import type { BlobStore } from '../blob-store.ts';
import { decodeManifest, type Manifest, MAX_MANIFEST_BYTES } from './manifest.ts';

/** Reads and checks the manifest of an artifact or a tree. Throws `MissingBlob`, `CorruptBlob`, `InvalidTree`. */
export async function readManifest(blobs: BlobStore, digest: string): Promise<Manifest> {
  return decodeManifest(await blobs.getBytes(digest, MAX_MANIFEST_BYTES));
}
