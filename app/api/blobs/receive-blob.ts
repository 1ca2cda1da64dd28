import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type BlobStore, WrongDigest } from '../../../content/blob-store.ts';
import { watchFlow } from '../../wire/watch-flow.ts';
import { Refusal } from '../refusal.ts';

export type Upload = {
  readonly digest: string;
  /** Bytes that were announced; not one more is taken. */
  readonly size: number;
  readonly body: Request['body'];
  /** Cuts off a sender that has fallen silent. */
  readonly hangUp: () => void;
  /** Aborts when the same bytes are sent anew. */
  readonly signal: AbortSignal;
};

/** Takes a blob to a file first, then into the store, verified there; memory stays bounded. Throws a `Refusal`. */
export async function receiveBlob(
  { blobs, temporary }: { readonly blobs: BlobStore; readonly temporary: string },
  { digest, size, body, hangUp, signal }: Upload,
): Promise<void> {
  const place = join(temporary, `put-${randomUUID()}`);
  try {
    signal.throwIfAborted();
    const chunks = body === null ? [] : watchFlow(readUntil(body, signal), hangUp);
    const source = Readable.from(chunks, { objectMode: false });
    const file = createWriteStream(place, { flags: 'wx', mode: 0o600 });
    await pipeline(source, exactly(size), file);
    await blobs.putFile(place, digest);
  } catch (error) {
    if (signal.aborted) throw sentAnew();
    throw error instanceof WrongDigest ? wrongBytes(`they are not ${digest}`, error) : error;
  } finally {
    await rm(place, { force: true });
  }
}

function exactly(size: number): Transform {
  let seen = 0;
  return new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      seen += chunk.byteLength;
      if (seen > size) done(wrongBytes(`there are more than ${size}`));
      else done(null, chunk);
    },
    flush(done) {
      done(seen === size ? null : wrongBytes(`there are ${seen}, not ${size}`));
    },
  });
}

function wrongBytes(why: string, cause?: unknown): Refusal {
  return new Refusal('wrong-bytes', `These bytes are not the ones that were announced: ${why}.`, {
    cause,
  });
}

function sentAnew(): Refusal {
  return new Refusal(
    'no-room',
    'The same bytes are being sent anew; this upload was ended for it.',
  );
}

/** Whatever is waited for, it ends with the signal. */
async function* readUntil(body: ReadableStream<Uint8Array>, signal: AbortSignal) {
  const reader = body.getReader();
  const stop = () => void reader.cancel().catch(() => {});
  signal.addEventListener('abort', stop);
  try {
    for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
  } finally {
    signal.removeEventListener('abort', stop);
    stop();
  }
}
