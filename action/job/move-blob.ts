import { createHash } from 'node:crypto';
import { createWriteStream, openAsBlob } from 'node:fs';
import { rm } from 'node:fs/promises';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { BlobTooLarge, CorruptBlob, MissingBlob, WrongDigest } from '../../content/blob-store.ts';
import { digestOfBytes, digestOfFile } from '../../content/digest-of-bytes.ts';
import { AppAway, Refused } from './app-errors.ts';

/** Where to put or get a blob, and what to say with it. */
export type BlobLink = {
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
};

/** Sends a file's bytes. Throws `WrongDigest` if they are not what was announced, `AppAway`, `Refused`. */
export async function sendFile(
  link: BlobLink,
  { path, digest }: { readonly path: string; readonly digest: string },
  signal: AbortSignal,
): Promise<void> {
  try {
    await send(link, await openAsBlob(path), signal);
  } catch (error) {
    // It changed after it was hashed or measured: its reader is told, and reads it again.
    const found = error instanceof AppAway ? null : await digestOfFile(path);
    throw found === null || found === digest ? error : new WrongDigest(path, digest, found);
  }
}

/** Sends bytes held in memory. */
export async function sendBytes(
  link: BlobLink,
  bytes: Uint8Array,
  signal: AbortSignal,
): Promise<void> {
  await send(link, new Blob([Uint8Array.from(bytes)]), signal);
}

/** Writes a blob to a new file, verified; leaves none behind when that fails. */
export async function fetchFile(
  link: BlobLink,
  { path, digest }: { readonly path: string; readonly digest: string },
  signal: AbortSignal,
): Promise<void> {
  const answer = await get(link, digest, signal);
  const sum = createHash('sha256');
  const hashing = new Transform({
    transform(chunk: Uint8Array, _encoding, done) {
      sum.update(chunk);
      done(null, chunk);
    },
  });
  const source = answer.body === null ? Readable.from([]) : Readable.fromWeb(answer.body);
  const target = createWriteStream(path, { flags: 'wx', mode: 0o644 });
  try {
    await pipeline(source, hashing, target, { signal });
    if (`sha256:${sum.digest('hex')}` !== digest) throw new CorruptBlob(digest);
  } catch (error) {
    if (hasCode(error, 'EEXIST')) throw error;
    await rm(path, { force: true });
    throw isOfDisk(error) || error instanceof CorruptBlob ? error : brokenOff(error);
  }
}

/** Reads a blob of at most `limit` bytes into memory, verified. */
export async function fetchBytes(
  link: BlobLink,
  { digest, limit }: { readonly digest: string; readonly limit: number },
  signal: AbortSignal,
): Promise<Uint8Array> {
  const answer = await get(link, digest, signal);
  const chunks: Uint8Array[] = [];
  let size = 0;
  try {
    for await (const chunk of answer.body ?? []) {
      size += chunk.byteLength;
      if (size > limit) throw new BlobTooLarge(digest, limit);
      chunks.push(chunk);
    }
  } catch (error) {
    throw error instanceof BlobTooLarge ? error : brokenOff(error);
  }
  const bytes = Buffer.concat(chunks);
  if (digestOfBytes(bytes) !== digest) throw new CorruptBlob(digest);
  return bytes;
}

async function send({ url, headers }: BlobLink, body: Blob, signal: AbortSignal): Promise<void> {
  const answer = await request(url, { method: 'PUT', headers, body, signal });
  if (!answer.ok) throw await refusalOf(answer);
  await answer.body?.cancel();
}

async function get(
  { url, headers }: BlobLink,
  digest: string,
  signal: AbortSignal,
): Promise<Response> {
  const answer = await request(url, { method: 'GET', headers, signal });
  if (answer.ok) return answer;
  const refusal = await refusalOf(answer);
  throw refusal instanceof Refused && refusal.code === 'blob-missing'
    ? new MissingBlob(digest)
    : refusal;
}

async function request(url: string, order: RequestInit): Promise<Response> {
  // Not the error's own text: it may hold the link.
  return fetch(url, { ...order, redirect: 'error' }).catch(() => {
    throw new AppAway(`${new URL(url).host} cannot be reached for the contents of a file`, null);
  });
}

/** A link that has run out is asked for again, as is anything that is no clear answer. */
async function refusalOf(answer: Response): Promise<AppAway | Refused> {
  const body: unknown = await answer.json().catch(() => null);
  const code = textOf(body, 'code');
  const message = textOf(body, 'message') ?? `The store of artifacts answers HTTP ${answer.status}`;
  const isFinal = answer.status < 500 && code !== null && code !== 'link-invalid';
  return isFinal ? new Refused(code, message) : new AppAway(message, null);
}

function textOf(body: unknown, name: string): string | null {
  if (typeof body !== 'object' || body === null) return null;
  const value: unknown = Object.entries(body).find(([key]) => key === name)?.[1];
  return typeof value === 'string' ? value : null;
}

function brokenOff(cause: unknown): AppAway {
  return new AppAway('The transfer of a file broke off', null, { cause });
}

function isOfDisk(error: unknown): boolean {
  return error instanceof Error && 'syscall' in error && 'path' in error;
}

function hasCode(error: unknown, code: string): boolean {
  return error instanceof Error && 'code' in error && error.code === code;
}
