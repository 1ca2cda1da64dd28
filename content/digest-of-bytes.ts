import { createHash, hash } from 'node:crypto';
import { open } from 'node:fs/promises';
import { readSmallFile } from './small-file.ts';

/** `sha256:<64 hex>`: the name of a blob. */
export type Digest = `sha256:${string}`;

const CHUNK_BYTES = 1024 * 1024;

/** SHA-256 of bytes held in memory. */
export function digestOfBytes(bytes: Uint8Array): Digest {
  return `sha256:${hash('sha256', bytes)}`;
}

/** SHA-256 of a file, holding at most 1 MiB of it in memory. */
export async function digestOfFile(path: string): Promise<Digest> {
  const bytes = readSmallFile(path);
  return bytes === null ? digestOfLarge(path) : digestOfBytes(bytes);
}

async function digestOfLarge(path: string): Promise<Digest> {
  const file = await open(path, 'r');
  try {
    const sum = createHash('sha256');
    const buffer = Buffer.allocUnsafeSlow(CHUNK_BYTES);
    for (;;) {
      const { bytesRead } = await file.read(buffer, 0, CHUNK_BYTES, null);
      if (bytesRead === 0) return `sha256:${sum.digest('hex')}`;
      sum.update(bytesRead === CHUNK_BYTES ? buffer : buffer.subarray(0, bytesRead));
    }
  } finally {
    await file.close();
  }
}

/** Whether a value is a well-formed digest, and so safe as part of a path. */
export function isDigest(value: unknown): value is Digest {
  return typeof value === 'string' && /^sha256:[0-9a-f]{64}$/.test(value);
}
