import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import {
  BlobTooLarge,
  type BlobStore,
  CorruptBlob,
  MissingBlob,
  WrongDigest,
} from '../../content/blob-store.ts';
import { digestOfBytes } from '../../content/digest-of-bytes.ts';

export type BlobStoreUnderTest = {
  readonly blobs: BlobStore;
  /** Overwrites what is stored under a digest, as a damaged disk would. */
  damage(digest: string, bytes: Uint8Array): Promise<void>;
  /** A second client of the same store, as another process would have. */
  openAgain(): Promise<BlobStore>;
  close(): Promise<void>;
};

// One byte, what is read at once, and what is copied and verified in pieces.
const SIZES = [0, 1, 4096, 256 * 1024, 256 * 1024 + 1, 1024 * 1024, 3 * 1024 * 1024 + 17];

/** What every adapter of `BlobStore` does. */
export function describeBlobStoreContract(
  name: string,
  make: () => Promise<BlobStoreUnderTest>,
): void {
  describe(`${name} as a blob store`, () => {
    let under: BlobStoreUnderTest;
    let folder: string;
    beforeAll(async () => {
      under = await make();
      folder = await mkdtemp(join(tmpdir(), 'mlp-blobs-'));
    });
    afterAll(async () => {
      await under.close();
      await rm(folder, { recursive: true });
    });

    let files = 0;
    const place = () => join(folder, `file-${(files += 1)}`);
    const aFile = async (bytes: Uint8Array) => {
      const path = place();
      await writeFile(path, bytes);
      return { path, digest: digestOfBytes(bytes) };
    };

    test.each(SIZES)('a file of %i bytes comes back as it was put', async (size) => {
      const bytes = patterned(size, 1);
      const { path, digest } = await aFile(bytes);
      await under.blobs.putFile(path, digest);
      const back = place();
      await under.blobs.getFile(digest, back);
      expect((await readFile(back)).equals(bytes)).toBe(true);
      expect(Buffer.from(await under.blobs.getBytes(digest, size)).equals(bytes)).toBe(true);
    });

    test('bytes are named by their SHA-256', async () => {
      expect(await under.blobs.putBytes(Buffer.from('abc'))).toBe(
        'sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      );
    });

    test.each([10, 2 * 1024 * 1024])(
      'a restored file of %i bytes can be written by its owner',
      async (size) => {
        const digest = await under.blobs.putBytes(patterned(size, 2));
        const back = place();
        await under.blobs.getFile(digest, back);
        const twin = place();
        await writeFile(twin, '', { mode: 0o644 });
        expect((await stat(back)).mode & 0o777).toBe((await stat(twin)).mode & 0o777);
      },
    );

    test('only what is not stored is missing', async () => {
      const there = await under.blobs.putBytes(patterned(100, 3));
      const absent = digestOfBytes(patterned(100, 4));
      expect(await under.blobs.missing([there, absent, there])).toEqual(new Set([absent]));
      expect(await under.blobs.missing([])).toEqual(new Set());
    });

    test.each([10, 2 * 1024 * 1024])(
      'a file of %i bytes is refused under another digest',
      async (size) => {
        const { path } = await aFile(patterned(size, 5));
        const other = digestOfBytes(patterned(size, 6));
        await expect(under.blobs.putFile(path, other)).rejects.toThrow(WrongDigest);
        expect(await under.blobs.missing([other])).toEqual(new Set([other]));
      },
    );

    test('what was never put is missing, with words, and leaves no file', async () => {
      const absent = digestOfBytes(patterned(10, 7));
      const back = place();
      await expect(under.blobs.getFile(absent, back)).rejects.toThrow(MissingBlob);
      await expect(under.blobs.getBytes(absent, 10)).rejects.toThrow(/removed or never saved/);
      await expect(stat(back)).rejects.toThrow('ENOENT');
    });

    test.each([10, 2 * 1024 * 1024])(
      'a damaged blob of %i bytes is found out and can be put again',
      async (size) => {
        const bytes = patterned(size, 8);
        const { path, digest } = await aFile(bytes);
        await under.blobs.putFile(path, digest);
        await under.damage(digest, patterned(size, 9));
        const back = place();
        await expect(under.blobs.getFile(digest, back)).rejects.toThrow(CorruptBlob);
        await expect(stat(back)).rejects.toThrow('ENOENT');
        await under.blobs.putFile(path, digest);
        expect(Buffer.from(await under.blobs.getBytes(digest, size)).equals(bytes)).toBe(true);
      },
    );

    test('a cut blob is found out when it is read into memory', async () => {
      const digest = await under.blobs.putBytes(patterned(1000, 10));
      await under.damage(digest, patterned(999, 10));
      await expect(under.blobs.getBytes(digest, 1000)).rejects.toThrow(CorruptBlob);
    });

    test('no more is read into memory than the caller allows', async () => {
      const digest = await under.blobs.putBytes(patterned(1001, 11));
      await expect(under.blobs.getBytes(digest, 1000)).rejects.toThrow(BlobTooLarge);
    });

    test('an existing file is never overwritten', async () => {
      const digest = await under.blobs.putBytes(patterned(10, 12));
      const { path } = await aFile(Buffer.from('mine'));
      await expect(under.blobs.getFile(digest, path)).rejects.toThrow('EEXIST');
      expect(await readFile(path, 'utf8')).toBe('mine');
    });

    test('a digest that is none is refused, so that it can be no path', async () => {
      for (const bad of ['sha256:../../etc/passwd', 'abc', `sha256:${'G'.repeat(64)}`]) {
        await expect(under.blobs.getBytes(bad, 10)).rejects.toThrow('is not a digest');
        await expect(under.blobs.missing([bad])).rejects.toThrow('is not a digest');
      }
    });

    test('many writers of the same blob at once do not get in each other’s way', async () => {
      const bytes = patterned(1024 * 1024 + 5, 13);
      const { path, digest } = await aFile(bytes);
      const clients = [under.blobs, await under.openAgain(), await under.openAgain()];
      await Promise.all(
        clients.flatMap((client) => Array.from({ length: 4 }, () => client.putFile(path, digest))),
      );
      expect(Buffer.from(await under.blobs.getBytes(digest, bytes.length)).equals(bytes)).toBe(
        true,
      );
    });

    test('another client sees what was put', async () => {
      const digest = await under.blobs.putBytes(patterned(10, 14));
      expect(await (await under.openAgain()).missing([digest])).toEqual(new Set());
    });

    test('a failed restore leaves nothing in its folder', async () => {
      const before = await readdir(folder);
      await expect(under.blobs.getFile(digestOfBytes(patterned(5, 15)), place())).rejects.toThrow(
        MissingBlob,
      );
      expect(await readdir(folder)).toEqual(before);
    });
  });
}

function patterned(size: number, seed: number): Uint8Array {
  const bytes = Buffer.alloc(size);
  for (let at = 0, value = seed * 2654435761; at < size; at += 1) {
    value = (value * 1103515245 + 12345) % 2147483648;
    bytes[at] = value >> 16;
  }
  return bytes;
}
