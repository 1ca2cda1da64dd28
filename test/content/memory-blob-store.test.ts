import { describeBlobStoreContract } from '../contracts/blob-store.ts';
import { memoryBlobStore } from './memory-blob-store.ts';

describeBlobStoreContract('memory (for tests)', async () => {
  const blobs = memoryBlobStore();
  return {
    blobs,
    damage: async (digest, bytes) => void blobs.blobs.set(digest, bytes),
    openAgain: async () => blobs,
    close: async () => blobs.blobs.clear(),
  };
});
