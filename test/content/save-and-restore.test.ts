import { execFile } from 'node:child_process';
import { chmod, lstat, mkdtemp, readdir, readFile, rm, utimes, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import * as fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openFolderBlobStore } from '../../app/artifacts/folder/folder-blob-store.ts';
import { CorruptBlob, MissingBlob } from '../../content/blob-store.ts';
import { InvalidTree } from '../../content/manifest/check-entries.ts';
import { createHashMemo } from '../../content/hash-memo.ts';
import { encodeManifest } from '../../content/manifest/manifest.ts';
import { readManifest } from '../../content/manifest/read-manifest.ts';
import { restoreTree } from '../../content/restore-tree.ts';
import { saveTree } from '../../content/save-tree.ts';
import { memoryBlobStore } from './memory-blob-store.ts';
import { observe, plant, randomTrees, type Spec } from './plant-tree.ts';

const run = promisify(execFile);
let folder: string;
let places = 0;
const place = () => join(folder, `place-${(places += 1)}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlp-trees-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a tree that is saved and restored', () => {
  test('is the same tree: 120 random ones, with links, modes, empty folders and names of every kind', async () => {
    const blobs = await openFolderBlobStore(place(), { fsync: false });
    await fc.assert(
      fc.asyncProperty(randomTrees(), async (spec) => {
        const [source, target] = [place(), place()];
        await plant(source, spec);
        const saved = await saveTree(blobs, source);
        await restoreTree(blobs, saved.digest, target);
        expect(await observe(target)).toEqual(await observe(source));
        expect((await saveTree(blobs, target)).digest).toBe(saved.digest);
      }),
      { numRuns: 120 },
    );
  });

  test('has the same digest wherever and whenever it is saved', async () => {
    const blobs = memoryBlobStore();
    const spec: Spec = { 'b/c': 'x', a: { exec: 'y' }, l: { link: 'b' } };
    const [one, two] = [place(), place()];
    await plant(one, spec);
    await plant(two, Object.fromEntries(Object.entries(spec).toReversed()));
    await utimes(join(two, 'b/c'), 1000, 1000);
    await chmod(join(two, 'b/c'), 0o600);
    expect(await saveTree(blobs, one)).toEqual(await saveTree(blobs, two));
    await chmod(join(two, 'b/c'), 0o700);
    expect((await saveTree(blobs, one)).digest).not.toBe((await saveTree(blobs, two)).digest);
  });

  test('of one file keeps its bytes and mode under any name', async () => {
    const blobs = memoryBlobStore();
    const source = place();
    await plant(source, { 'model.bin': { exec: 'weights' } });
    const saved = await saveTree(blobs, join(source, 'model.bin'));
    expect(saved).toMatchObject({ single: true, size: 7, files: 1 });
    const target = join(place(), 'deep', 'renamed');
    await restoreTree(blobs, saved.digest, target);
    expect(await observe(dirname(target))).toEqual({ renamed: 'exec weights' });
  });

  test('can be made read-only', async () => {
    const blobs = memoryBlobStore();
    const [source, target] = [place(), place()];
    await plant(source, { 'd/a': 'x', 'd/b': { exec: 'y' } });
    await restoreTree(blobs, (await saveTree(blobs, source)).digest, target, { readOnly: true });
    expect((await lstat(join(target, 'd/a'))).mode & 0o222).toBe(0);
    expect((await lstat(join(target, 'd/b'))).mode & 0o333).toBe(0o111);
    await rm(target, { recursive: true });
  });

  test('sends equal files once, and nothing that is stored', async () => {
    const blobs = memoryBlobStore();
    const source = place();
    await plant(source, { a: 'same', b: 'same', c: 'other' });
    await saveTree(blobs, source);
    expect(blobs.calls.putFile).toBe(2);
    await writeFile(join(source, 'd'), 'new');
    await saveTree(blobs, source);
    expect(blobs.calls.putFile).toBe(3);
  });

  test('asks what is missing in batches', async () => {
    const blobs = memoryBlobStore();
    const source = place();
    await plant(
      source,
      Object.fromEntries(Array.from({ length: 1500 }, (_, at) => [`f${at}`, `${at}`])),
    );
    await saveTree(blobs, source);
    expect(blobs.calls.missing).toEqual([1000, 500]);
  });

  test('is restored only where nothing is', async () => {
    const blobs = memoryBlobStore();
    const [source, target] = [place(), place()];
    await plant(source, { a: 'x' });
    await plant(target, { mine: 'y' });
    const { digest } = await saveTree(blobs, source);
    await expect(restoreTree(blobs, digest, target)).rejects.toThrow(/something is there already/);
    expect(await observe(target)).toEqual({ mine: '644 y' });
  });
});

describe('what cannot be saved is named:', () => {
  const saving = async (spec: Spec) => {
    const source = place();
    await plant(source, spec);
    return saveTree(memoryBlobStore(), source);
  };

  test('a link that leads out', async () => {
    await expect(saving({ 'a/b': { link: '../../x' } })).rejects.toThrow(
      /link a\/b → ..\/..\/x leads out/,
    );
    await expect(saving({ a: { link: '/etc/passwd' } })).rejects.toThrow(InvalidTree);
  });

  test('an output that is itself a link out, or lies below one', async () => {
    const [source, outside] = [place(), place()];
    await plant(outside, { secret: 'x' });
    await plant(source, { out: { link: outside } });
    const save = (path: string) =>
      saveTree(memoryBlobStore(), join(source, path), { within: source });
    await expect(save('out')).rejects.toThrow(/out is a link that leads out/);
    await expect(save('out/secret')).rejects.toThrow(/leads out/);
  });

  test('an output that is a link inside is what it points at', async () => {
    const [source, blobs] = [place(), memoryBlobStore()];
    await plant(source, { v2: 'model', latest: { link: 'v2' } });
    const saved = await saveTree(blobs, join(source, 'latest'), { within: source });
    expect(saved).toEqual(await saveTree(blobs, join(source, 'v2')));
  });

  test('a pipe', async () => {
    const source = place();
    await plant(source, { a: 'x' });
    await run('mkfifo', [join(source, 'queue')]);
    await expect(saveTree(memoryBlobStore(), source)).rejects.toThrow(/queue is a pipe/);
  });

  test('a socket', async () => {
    const source = place();
    await plant(source, { a: 'x' });
    const server = createServer();
    await new Promise<void>((listening) => void server.listen(join(source, 's.sock'), listening));
    await expect(saveTree(memoryBlobStore(), source)).rejects.toThrow(/s\.sock is a socket/);
    server.close();
  });

  test('nothing there', async () => {
    await expect(saveTree(memoryBlobStore(), place())).rejects.toThrow(/no such file or folder/);
  });

  test('two names that are one on other machines', async () => {
    const source = place();
    await plant(source, { Data: 'x', data: 'y' });
    if ((await readdir(source)).length === 1) return; // A file system that folds case.
    await expect(saveTree(memoryBlobStore(), source)).rejects.toThrow(/data and Data are one file/);
  });

  test('a file that never holds still', async () => {
    const [source, blobs] = [place(), memoryBlobStore()];
    await plant(source, { log: 'line 0' });
    let writes = 0;
    // A writer that is faster than any save: a line between every hash and the copy that follows it.
    const putFile: typeof blobs.putFile = async (path, digest) => {
      await writeFile(path, `line ${(writes += 1)}`);
      await blobs.putFile(path, digest);
    };
    await expect(saveTree({ ...blobs, putFile }, source)).rejects.toThrow(
      /log.* changed while it was being saved/,
    );
    expect(writes).toBe(3);
  });
});

describe('a broken store', () => {
  test('gives nothing rather than a wrong or a half tree', async () => {
    const blobs = memoryBlobStore();
    const [source, target] = [place(), join(place(), 'target')];
    await plant(source, { a: 'first', b: 'second' });
    const { digest } = await saveTree(blobs, source);
    const entry = (await readManifest(blobs, digest)).entries[1];
    const contents = entry?.type === 'file' ? entry.digest : '';
    blobs.blobs.set(contents, Buffer.from('secund'));
    await expect(restoreTree(blobs, digest, target)).rejects.toThrow(CorruptBlob);
    blobs.blobs.delete(contents);
    await expect(restoreTree(blobs, digest, target)).rejects.toThrow(MissingBlob);
    expect(await readdir(dirname(target))).toEqual([]);
  });

  test('with a hostile manifest writes nothing', async () => {
    const blobs = memoryBlobStore();
    const contents = await blobs.putBytes(Buffer.from('x'));
    const evil = {
      path: '../evil',
      type: 'file',
      mode: 0o644,
      size: 1,
      digest: contents as `sha256:${string}`,
    } as const;
    const digest = await blobs.putBytes(
      encodeManifest({ format: 1, single: false, entries: [evil] }),
    );
    const target = join(place(), 'target');
    await expect(restoreTree(blobs, digest, target)).rejects.toThrow(InvalidTree);
    await expect(lstat(dirname(target))).rejects.toThrow('ENOENT');
  });

  test('a restore that is aborted leaves nothing', async () => {
    const [blobs, stop] = [memoryBlobStore(), new AbortController()];
    const [source, target] = [place(), join(place(), 'target')];
    await plant(
      source,
      Object.fromEntries(Array.from({ length: 100 }, (_, at) => [`${at}`, `${at}`])),
    );
    const { digest } = await saveTree(blobs, source);
    let restored = 0;
    const getFile: typeof blobs.getFile = async (name, path) => {
      if ((restored += 1) === 20) stop.abort();
      await blobs.getFile(name, path);
    };
    await expect(
      restoreTree({ ...blobs, getFile }, digest, target, { signal: stop.signal }),
    ).rejects.toThrow(/abort/);
    expect(restored).toBeLessThan(100);
    expect(await readdir(dirname(target))).toEqual([]);
  });
});

describe('an unchanged tree', () => {
  test('is saved again without reading a file, once its files are older than two seconds', async () => {
    const [source, blobs, memo] = [place(), memoryBlobStore(), createHashMemo()];
    await plant(source, { a: 'x', b: 'y' });
    const { digest } = await saveTree(blobs, source, { memo });
    // No file can be aged from outside (ctime), so the memo is told that reading began ten seconds later.
    const later = {
      ...memo,
      set: ((...args) => memo.set(args[0], args[1], args[2], args[3] + 10_000)) as typeof memo.set,
    };
    await saveTree(blobs, source, { memo: later });
    await chmod(join(source, 'a'), 0o644);
    const read = new Set<string>();
    const watching = {
      get: (...args: Parameters<typeof memo.get>) => memo.get(...args),
      set: (path: string) => void read.add(path.slice(source.length + 1)),
    };
    expect((await saveTree(blobs, source, { memo: watching })).digest).toBe(digest);
    // Its mode was set, so it is looked at again; the other is known.
    expect([...read]).toEqual(['a']);
  });
});

test('of equal files of which the first changes before it is stored, the next one is', async () => {
  const [source, target, blobs] = [place(), place(), memoryBlobStore()];
  await plant(source, { a: 'same', b: 'same', c: 'same' });
  const changing = {
    ...blobs,
    missing: async (digests: readonly string[]) => {
      await writeFile(join(source, 'a'), 'other');
      return blobs.missing(digests);
    },
  };
  const { digest } = await saveTree(changing, source);
  await restoreTree(blobs, digest, target);
  expect(await readFile(join(target, 'a'), 'utf8')).toBe('other');
  expect(await readFile(join(target, 'b'), 'utf8')).toBe('same');
  expect(await readFile(join(target, 'c'), 'utf8')).toBe('same');
});
