import { randomUUID } from 'node:crypto';
import type { ReadStream } from 'node:fs';
import { open, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { type BlobStore, LostBlob } from '../../../content/blob-store.ts';
import { watchFlow } from '../../wire/watch-flow.ts';
import { Refusal } from '../refusal.ts';

export type Taking = {
  /** Cuts off who takes nothing. */
  readonly hangUp: () => void;
  /** Called when nothing is sent any more. */
  readonly leave: () => void;
};

/**
 * A blob as an HTTP answer: out of the store to a file, verified, and streamed from there as fast as it is taken. Throws a
 * `Refusal`.
 */
export async function sendBlob(
  { blobs, temporary }: { readonly blobs: BlobStore; readonly temporary: string },
  digest: string,
  { hangUp, leave }: Taking,
): Promise<Response> {
  const place = join(temporary, `get-${randomUUID()}`);
  try {
    await blobs.getFile(digest, place);
    const file = await open(place, 'r');
    const { size } = await file.stat();
    // The stream closes the file, whose name is not needed any more.
    const stream = file.createReadStream({ highWaterMark: 256 * 1024 });
    stream.once('close', leave);
    return new Response(streamOf(watchFlow(stream, hangUp), stream), {
      headers: {
        'content-type': 'application/octet-stream',
        'content-length': String(size),
        'cache-control': 'no-store',
      },
    });
  } catch (error) {
    leave();
    if (!(error instanceof LostBlob)) throw error;
    throw new Refusal('blob-missing', error.message, { cause: error });
  } finally {
    await rm(place, { force: true });
  }
}

/** A flow that is given up before its first chunk was asked for has not begun, and would close nothing. */
function streamOf(flow: AsyncGenerator<Uint8Array>, file: ReadStream): ReadableStream<Uint8Array> {
  return new ReadableStream({
    pull: async (controller) => {
      const { done, value } = await flow.next();
      if (done === true) controller.close();
      else controller.enqueue(value);
    },
    cancel: async () => {
      file.destroy();
      await flow.return(undefined);
    },
  });
}
