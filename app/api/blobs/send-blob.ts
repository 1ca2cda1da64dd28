import { randomUUID } from 'node:crypto';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobStore, LostBlob } from '../../../content/blob-store.ts';
import { watchFlow } from '../../wire/watch-flow.ts';
import { Refusal } from '../refusal.ts';

/**
 * A blob as an HTTP answer: out of the store to a file, verified, and streamed from there as fast as it is taken; `hangUp`
 * cuts off who takes nothing. Throws a `Refusal`.
 */
export async function sendBlob(
  { blobs, temporary }: { readonly blobs: BlobStore; readonly temporary: string },
  digest: string,
  hangUp: () => void,
): Promise<Response> {
  const place = join(temporary, `get-${randomUUID()}`);
  try {
    await blobs.getFile(digest, place);
    const file = await open(place, 'r');
    const { size } = await file.stat();
    // The stream closes the file, whose name is not needed any more.
    const stream = file.createReadStream({ highWaterMark: 256 * 1024 });
    return new Response(ReadableStream.from(watchFlow(stream, hangUp)), {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(size),
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    if (!(error instanceof LostBlob)) throw error;
    throw new Refusal('blob-missing', error.message, { cause: error });
  } finally {
    await rm(place, { force: true });
  }
}
