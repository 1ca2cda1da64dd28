import { execFile } from 'node:child_process';
import {
  chmod,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rm,
  stat,
  symlink,
  utimes,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import type { BlobSweep } from '../../../app/runtime/ports/garbage.ts';
import { digestOfBytes } from '../../../content/digest-of-bytes.ts';
import { describeBlobStoreContract } from '../../contracts/blob-store.ts';

const run = promisify(execFile);

describeBlobStoreContract('a folder', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-store-'));
  return {
    blobs: await openFolderBlobStore(folder),
    damage: async (digest, bytes) => {
      const path = objectOf(folder, digest);
      await chmod(path, 0o644);
      await writeFile(path, bytes);
    },
    openAgain: () => openFolderBlobStore(folder),
    close: () => rm(folder, { recursive: true }),
  };
});

describe('the folder of a blob store', () => {
  let folder: string;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'mlp-store-'));
  });
  afterAll(() => rm(folder, { recursive: true }));

  test('is closed to others, and its objects to writing', async () => {
    const store = await openFolderBlobStore(join(folder, 'new', 'store'));
    const digest = await store.putBytes(Buffer.from('secret'));
    expect((await stat(join(folder, 'new', 'store'))).mode & 0o777).toBe(0o700);
    expect((await stat(objectOf(join(folder, 'new', 'store'), digest))).mode & 0o777).toBe(0o444);
  });

  test('lists each blob with its size and when it was last pinned', async () => {
    const store = await openFolderBlobStore(join(folder, 'list'));
    const digest = await store.putBytes(Buffer.from('12345'));
    await utimes(objectOf(join(folder, 'list'), digest), 1000, 1000);
    expect(await listed(store)).toEqual([{ digest, size: 5, touchedAt: 1_000_000 }]);
    await store.missing([digest]);
    const [pinned] = await listed(store);
    expect(pinned?.touchedAt).toBeGreaterThan(1_000_000);
  });

  test.each([10, 2 * 1024 * 1024])(
    'read again, a damaged blob of %i bytes is missing from then on, and its bytes stay for inspection',
    async (size) => {
      const place = join(folder, `recheck-${size}`);
      const store = await openFolderBlobStore(place);
      const [sound, damaged] = [Buffer.alloc(size, 1), Buffer.alloc(size, 2)];
      const digests = [await store.putBytes(sound), await store.putBytes(damaged)];
      const [, second = ''] = digests;
      await chmod(objectOf(place, second), 0o644);
      await writeFile(objectOf(place, second), Buffer.alloc(size, 3));
      expect(await store.missing(digests)).toEqual(new Set());
      expect(await store.missingOrDamaged(digests)).toEqual(new Set([second]));
      expect(await store.missing(digests)).toEqual(new Set([second]));
      expect(await readdir(join(place, 'corrupt'))).toHaveLength(1);
    },
  );

  test('bytes that are put again replace a damaged blob', async () => {
    const place = join(folder, 'replace');
    const store = await openFolderBlobStore(place);
    const digest = await store.putBytes(Buffer.from('good'));
    await chmod(objectOf(place, digest), 0o644);
    await writeFile(objectOf(place, digest), 'evil');
    await store.putBytes(Buffer.from('good'));
    expect(Buffer.from(await store.getBytes(digest, 10)).toString()).toBe('good');
  });

  test('a blob that was pinned since is not removed, an older one is', async () => {
    const store = await openFolderBlobStore(join(folder, 'remove'));
    const digest = digestOfBytes(Buffer.from('data'));
    await store.putBytes(Buffer.from('data'));
    const path = objectOf(join(folder, 'remove'), digest);
    await utimes(path, 5000, 5000);
    expect(await store.remove(digest, 4_999_000)).toBe(false);
    expect(await store.missing([])).toEqual(new Set());
    await utimes(path, 5000, 5000);
    expect(await store.remove(digest, 5_000_000)).toBe(true);
    expect(await store.missing([digest])).toEqual(new Set([digest]));
    expect(await store.remove(digest, 5_000_000)).toBe(true);
  });

  test('what a crashed writer left is swept a day later, what is being written is not', async () => {
    const place = join(folder, 'crash');
    const store = await openFolderBlobStore(place);
    const [old, fresh] = [`1-${'0'.repeat(18)}`, `2-${'0'.repeat(18)}`];
    await writeFile(join(place, 'temporary', old), 'half');
    await writeFile(join(place, 'temporary', fresh), 'half');
    await utimes(join(place, 'temporary', old), 1000, 1000);
    expect(await listed(store)).toEqual([]);
    expect(await readdir(join(place, 'temporary'))).toHaveLength(2);
    await store.tidy();
    expect(await readdir(join(place, 'temporary'))).toEqual([fresh]);
  });

  test('what has no name of ours is neither listed nor swept', async () => {
    const place = join(folder, 'foreign');
    const store = await openFolderBlobStore(place);
    const files = ['temporary/thesis', 'corrupt/thesis', 'objects/thesis', 'objects/ab/thesis'];
    for (const file of files) {
      await writeFile(join(place, file), 'mine');
      await utimes(join(place, file), 1000, 1000);
    }
    expect(await listed(store)).toEqual([]);
    await store.tidy();
    for (const file of files) expect(await readFile(join(place, file), 'utf8')).toBe('mine');
  });

  test('whose name is a link to another file leaves that as it is when it is pinned', async () => {
    const place = join(folder, 'link');
    const store = await openFolderBlobStore(place);
    const digest = digestOfBytes(Buffer.from('x'));
    const file = join(folder, 'thesis');
    await writeFile(file, 'mine');
    await utimes(file, 1000, 1000);
    await symlink(file, objectOf(place, digest));
    await store.missing([digest]);
    expect((await stat(file)).mtimeMs).toBe(1_000_000);
  });

  test('bytes that are stored already are pinned, not written again', async () => {
    const store = await openFolderBlobStore(join(folder, 'again'));
    const digest = await store.putBytes(Buffer.from('same'));
    const path = objectOf(join(folder, 'again'), digest);
    await utimes(path, 1000, 1000);
    const { ino } = await stat(path);
    await store.putBytes(Buffer.from('same'));
    expect((await stat(path)).ino).toBe(ino);
    expect((await stat(path)).mtimeMs).toBeGreaterThan(1_000_000);
  });

  test('a refused file leaves nothing behind', async () => {
    const place = join(folder, 'refused');
    const store = await openFolderBlobStore(place);
    const source = join(folder, 'large');
    await writeFile(source, Buffer.alloc(2_000_000, 1));
    await expect(store.putFile(source, digestOfBytes(Buffer.from('x')))).rejects.toThrow(
      'it changed while',
    );
    expect(await readdir(join(place, 'temporary'))).toEqual([]);
  });

  test('a damaged object is kept apart for inspection', async () => {
    const place = join(folder, 'damaged');
    const store = await openFolderBlobStore(place);
    const digest = await store.putBytes(Buffer.from('good'));
    await chmod(objectOf(place, digest), 0o644);
    await writeFile(objectOf(place, digest), 'evil');
    await expect(store.getBytes(digest, 10)).rejects.toThrow('stored with other bytes');
    expect(await store.missing([digest])).toEqual(new Set([digest]));
    const [kept] = await readdir(join(place, 'corrupt'));
    expect(await readFile(join(place, 'corrupt', kept ?? ''), 'utf8')).toBe('evil');
  });

  test('a named pipe in the place of an object is damage, and nobody waits for it', async () => {
    const place = join(folder, 'piped');
    const store = await openFolderBlobStore(place);
    const digest = await store.putBytes(Buffer.from('good'));
    await rm(objectOf(place, digest));
    await run('mkfifo', [objectOf(place, digest)]);
    expect(await store.missingOrDamaged([digest])).toEqual(new Set([digest]));
    await run('mkfifo', [objectOf(place, digest)]);
    await expect(store.getBytes(digest, 10)).rejects.toThrow('stored with other bytes');
    await run('mkfifo', [objectOf(place, digest)]);
    await expect(store.getFile(digest, join(place, 'out'))).rejects.toThrow('other bytes');
  });

  test('a full disk is told in words', async () => {
    // A limit on file size stands in for a full disk: the same call fails at the same place, with EFBIG for ENOSPC.
    const script = `
      import { openFolderBlobStore } from ${JSON.stringify(join(import.meta.dirname, '../../../app/artifacts/folder/folder-blob-store.ts'))};
      process.on('SIGXFSZ', () => {});
      const store = await openFolderBlobStore(process.argv[1]);
      await store.putBytes(Buffer.alloc(4_000_000)).catch((error) => console.log(error.name, error.code, error.message));
    `;
    const place = join(folder, 'full');
    await mkdir(place);
    const limited = `ulimit -f 1000; exec "$0" --input-type=module -e "$1" "$2"`;
    const { stdout } = await run('bash', ['-c', limited, process.execPath, script, place]);
    expect(stdout).toMatch(
      /^StorageError EFBIG Cannot write to the artifact store .*: .*larger than/,
    );
    expect(await readdir(join(place, 'temporary'))).toEqual([]);
  });
});

async function listed(store: BlobSweep) {
  const blobs = [];
  for await (const blob of store.list()) blobs.push(blob);
  return blobs;
}

function objectOf(folder: string, digest: string): string {
  const hex = digest.slice('sha256:'.length);
  return join(folder, 'objects', hex.slice(0, 2), hex.slice(2));
}
