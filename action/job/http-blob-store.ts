import { stat } from 'node:fs/promises';
import type { BlobStore } from '../../content/blob-store.ts';
import { digestOfBytes } from '../../content/digest-of-bytes.ts';
import type { BlobsAnswer } from '../../schemas/action-answer.generated.ts';
import type { BlobsRequest } from '../../schemas/action-request.generated.ts';
import { StepFailure } from '../executor/step-failure.ts';
import { Refused } from './app-errors.ts';
import { askAgain, type Patience } from './ask-again.ts';
import { coalesce } from './coalesce.ts';
import { fetchBytes, fetchFile, sendBytes, sendFile } from './move-blob.ts';
import type { Session } from './session.ts';

type Wanted = BlobsRequest['blobs'][number];
type Link = BlobsAnswer['blobs'][number] & { readonly url: string };

const DIGESTS_PER_QUESTION = 500;

/**
 * The app's blob store as an attempt sees it: it may read what it was given and what it stored. Bytes go by signed URLs,
 * verified at both ends, and never through memory as a whole; an app that is away is waited for.
 */
export function createHttpBlobStore(session: Session, patience: Patience): BlobStore {
  const upload = coalesce(linksFor(session, 'blobs.upload'), DIGESTS_PER_QUESTION);
  const download = coalesce(linksFor(session, 'blobs.download'), DIGESTS_PER_QUESTION);
  // The link too is asked for anew: it may have run out while the app was away.
  const patiently = <T>(work: () => Promise<T>): Promise<T> => askAgain(work, patience);
  return {
    missing: async (digests) => {
      const missing = new Set<string>();
      for (let from = 0; from < digests.length; from += DIGESTS_PER_QUESTION) {
        const asked = digests.slice(from, from + DIGESTS_PER_QUESTION);
        const blobs = asked.map((digest) => ({ digest, size: null }));
        const answers = await patiently(() => session.blobs('blobs.missing', blobs));
        for (const { digest } of answers) missing.add(digest);
      }
      return missing;
    },
    putFile: (path, digest) =>
      patiently(async () => {
        const { size } = await stat(path);
        await sendFile(await upload({ digest, size }), { path, digest }, patience.signal);
      }),
    putBytes: async (bytes) => {
      const digest = digestOfBytes(bytes);
      const size = bytes.byteLength;
      await patiently(async () =>
        sendBytes(await upload({ digest, size }), bytes, patience.signal),
      );
      return digest;
    },
    getFile: (digest, path) =>
      patiently(async () =>
        fetchFile(await download({ digest, size: null }), { path, digest }, patience.signal),
      ),
    getBytes: (digest, limit) =>
      patiently(async () =>
        fetchBytes(await download({ digest, size: null }), { digest, limit }, patience.signal),
      ),
  };
}

function linksFor(
  session: Session,
  type: 'blobs.upload' | 'blobs.download',
): (wanted: readonly Wanted[]) => Promise<readonly Link[]> {
  return async (wanted) => {
    const blobs = await session.blobs(type, [...wanted]).catch((error: unknown) => {
      throw isFull(error) ? new StepFailure('failure', error.message, { cause: error }) : error;
    });
    return blobs.map(({ digest, url, headers }) => {
      if (url === null) throw new Refused('no-link', `The app gives no link for ${digest}.`);
      return { digest, url, headers };
    });
  };
}

/** Another attempt would keep as much. */
function isFull(error: unknown): error is Refused {
  return error instanceof Refused && error.code === 'quota-full';
}
