import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { digestOfBytes } from '../../content/digest-of-bytes.ts';
import { readEntries } from '../../content/read-entries.ts';
import { restoreTree } from '../../content/restore-tree.ts';
import { snapshotTree } from '../../content/snapshot-tree.ts';
import { memoryBlobStore } from './memory-blob-store.ts';
import { observe, plant } from './plant-tree.ts';

let folder: string;
let places = 0;
const place = () => join(folder, `place-${(places += 1)}`);

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlp-snapshots-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('a snapshot of a git checkout', () => {
  test('holds what is tracked or could be, not what is ignored or deleted', async () => {
    const root = place();
    await plant(root, {
      '.gitignore': 'data/\n*.log\n!keep.log\n',
      'src/train.py': 'v1',
      'gone.py': 'x',
      'data/big.csv': 'x',
      'out.log': 'x',
      'keep.log': 'x',
      'run.sh': { exec: 'x' },
      'latest.py': { link: 'src/train.py' },
      empty: null,
    });
    init(root);
    await rm(join(root, 'gone.py'));
    await plant(root, {
      'src/train.py': 'v2, not committed',
      'src/new file.py': 'x',
      'ä🙂\n.py': 'x',
    });
    expect(await pathsOf(root)).toEqual([
      '.gitignore',
      'keep.log',
      'latest.py',
      'run.sh',
      'src/new file.py',
      'src/train.py',
      'ä🙂\n.py',
    ]);
  });

  test('restores to the same files, with modes and links', async () => {
    const [root, target, blobs] = [place(), place(), memoryBlobStore()];
    await plant(root, { 'a/b': 'x', 'run.sh': { exec: 'y' }, l: { link: 'a' } });
    init(root);
    const { digest } = await snapshotTree(blobs, root, { contents: 'store' });
    await restoreTree(blobs, digest, target);
    expect(await observe(target)).toEqual({
      a: 'folder',
      'a/b': '644 x',
      'run.sh': 'exec y',
      l: 'link a',
    });
  });

  test('of a folder within it holds that folder only, by the rules of the whole', async () => {
    const root = place();
    await plant(root, {
      '.gitignore': '*.tmp\n',
      'team/x.py': 'x',
      'team/y.tmp': 'x',
      'other/z.py': 'x',
    });
    init(root);
    expect(await pathsOf(join(root, 'team'))).toEqual(['x.py']);
  });

  test('of a folder that it ignores holds everything, as if there were no git', async () => {
    const root = place();
    await plant(root, { '.gitignore': 'scratch/\n', 'scratch/x.py': 'x' });
    init(root);
    expect(await pathsOf(join(root, 'scratch'))).toEqual(['x.py']);
  });

  test('holds submodules and nested checkouts, each by its own rules', async () => {
    const [library, root] = [place(), place()];
    await plant(library, { '.gitignore': '*.o\n', 'lib.py': 'x' });
    init(library);
    await plant(root, { 'main.py': 'x' });
    init(root);
    git(root, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', library, 'vendor/lib');
    await plant(join(root, 'vendor/lib'), { 'built.o': 'x', 'untracked.py': 'x' });
    await plant(join(root, 'nested'), { 'n.py': 'x' });
    init(join(root, 'nested'));
    expect(await pathsOf(root)).toEqual([
      '.gitmodules',
      'main.py',
      'nested/n.py',
      'vendor/lib/.gitignore',
      'vendor/lib/lib.py',
      'vendor/lib/untracked.py',
    ]);
  });

  test('of a submodule that was never fetched is empty there', async () => {
    const [library, root, clone] = [place(), place(), place()];
    await plant(library, { 'lib.py': 'x' });
    init(library);
    await plant(root, { 'main.py': 'x' });
    init(root);
    git(root, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', library, 'lib');
    git(root, 'commit', '-qm', 'lib');
    git(folder, 'clone', '-q', root, clone);
    expect(await pathsOf(clone)).toEqual(['.gitmodules', 'main.py']);
  });

  test('leaves out its own state even where git would take it', async () => {
    const root = place();
    await plant(root, {
      '.mlpipelines/a.yml': 'x',
      '.mlpipelines/.state/db': 'x',
      '.mlpipelines/.statement': 'x',
    });
    init(root);
    expect(await pathsOf(root)).toEqual(['.mlpipelines/.statement', '.mlpipelines/a.yml']);
  });

  test('never holds the secrets file, and says so where git would take it', async () => {
    const root = place();
    await plant(root, { 'main.py': 'x', '.mlpipelines/.env': 'TOKEN=1' });
    init(root);
    expect(await pathsOf(root)).toEqual(['main.py']);
    const bared = await snapshotTree(memoryBlobStore(), root, { contents: 'hash-only' });
    expect(bared.leftOut.map(({ path }) => path)).toEqual(['.mlpipelines/.env']);
    execFileSync('git', ['rm', '-q', '--cached', '.mlpipelines/.env'], { cwd: root });
    await plant(root, { '.gitignore': '.env\n' });
    const ignored = await snapshotTree(memoryBlobStore(), root, { contents: 'hash-only' });
    expect(ignored.leftOut).toEqual([]);
  });

  test('names what it leaves out', async () => {
    const root = place();
    await plant(root, {
      'main.py': 'x',
      shared: { link: '/mnt/shared' },
      'a/up': { link: '../..' },
    });
    init(root);
    const { leftOut, manifest } = await snapshotTree(memoryBlobStore(), root, {
      contents: 'hash-only',
    });
    expect(manifest.entries.map(({ path }) => path)).toEqual(['main.py']);
    expect(leftOut.map(({ path, reason }) => `${path} ${reason}`)).toEqual([
      'a/up is a link that leads out of the repository, to ../..',
      'shared is a link that leads out of the repository, to /mnt/shared',
    ]);
  });

  test('of its own is taken while a hook of another one runs', async () => {
    const [root, other] = [place(), place()];
    await plant(root, { a: 'x' });
    await plant(other, { b: 'x' });
    init(root);
    init(other);
    process.env['GIT_DIR'] = join(other, '.git');
    const paths = await pathsOf(root).finally(() => delete process.env['GIT_DIR']);
    expect(paths).toEqual(['a']);
  });
});

describe('a snapshot of a plain folder', () => {
  test('holds every file, but neither .git nor its own state nor secrets', async () => {
    const root = place();
    await plant(root, {
      '.mlpipelines/.env': 'TOKEN=1',
      a: 'x',
      '.hidden/b': 'x',
      '.mlpipelines/.state/db': 'x',
      'c/.git/HEAD': 'x',
      empty: null,
    });
    expect(await pathsOf(root)).toEqual(['.hidden/b', 'a']);
  });

  test('leaves out what is no file', async () => {
    const root = place();
    await mkdir(root);
    const server = createServer();
    await new Promise<void>((listening) => void server.listen(join(root, 's.sock'), listening));
    await writeFile(join(root, 'a'), 'x');
    await symlink('a', join(root, 'b'));
    const { leftOut, files } = await snapshotTree(memoryBlobStore(), root, { contents: 'store' });
    server.close();
    expect(leftOut).toEqual([{ path: 's.sock', reason: 'is a socket' }]);
    expect(files).toBe(1);
  });
});

test('a file that goes while the tree is read is left out of a snapshot, and an error in an artifact', async () => {
  const root = place();
  await plant(root, { a: 'x' });
  const found = [
    { path: 'a', type: 'file' },
    { path: 'gone', type: 'file' },
    { path: 'gone-link', type: 'link' },
  ] as const;
  const entries = await readEntries(root, found, { gone: 'skip' });
  expect(entries.map(({ path }) => path)).toEqual(['a']);
  await expect(readEntries(root, found, { gone: 'throw' })).rejects.toThrow('ENOENT');
});

test('a snapshot that only hashes has the same digest and stores no contents', async () => {
  const [root, whole, hashed] = [place(), memoryBlobStore(), memoryBlobStore()];
  await plant(root, { a: 'x', 'b/c': 'y' });
  const { digest } = await snapshotTree(whole, root, { contents: 'store' });
  expect((await snapshotTree(hashed, root, { contents: 'hash-only' })).digest).toBe(digest);
  expect([...hashed.blobs.keys()]).toEqual([digest]);
});

test('a snapshot stores again what is damaged in the store', async () => {
  const [root, blobs] = [place(), memoryBlobStore()];
  await plant(root, { a: 'x', 'b/c': 'y' });
  const { digest } = await snapshotTree(blobs, root, { contents: 'store' });
  const x = digestOfBytes(Buffer.from('x'));
  blobs.blobs.set(x, Buffer.from('z'));
  expect((await snapshotTree(blobs, root, { contents: 'store' })).digest).toBe(digest);
  expect(blobs.blobs.get(x)?.toString()).toBe('x');
});

async function pathsOf(root: string): Promise<string[]> {
  const { manifest } = await snapshotTree(memoryBlobStore(), root, { contents: 'hash-only' });
  return manifest.entries.map(({ path }) => path);
}

function init(root: string): void {
  git(root, 'init', '-q', '-b', 'main');
  git(root, 'add', '.');
  git(root, 'commit', '-qm', 'first');
}

function git(cwd: string, ...args: string[]): void {
  const who = ['-c', 'user.name=Test', '-c', 'user.email=test@example.invalid'];
  execFileSync('git', [...who, ...args], { cwd, stdio: ['ignore', 'ignore', 'pipe'] });
}
