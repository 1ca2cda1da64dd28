import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openFolderBlobStore } from '../../../app/artifacts/folder/folder-blob-store.ts';
import { digestOfFile } from '../../../content/digest-of-bytes.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import { saveTree } from '../../../content/save-tree.ts';

const ROOT = join(import.meta.dirname, '../../..');
let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'mlp-crash-'));
  const source = join(folder, 'source');
  await mkdir(source);
  for (let at = 0; at < 200; at += 1) await writeFile(join(source, `${at}`), `${at}`.repeat(500));
  await writeFile(join(source, 'large'), Buffer.alloc(20_000_000, 7));
});
afterAll(() => rm(folder, { recursive: true }));

// Saves into fresh stores and restores again, saying where it stands, until it is killed.
const SCRIPT = `
  import { openFolderBlobStore } from ${JSON.stringify(join(ROOT, 'app/artifacts/folder/folder-blob-store.ts'))};
  import { saveTree } from ${JSON.stringify(join(ROOT, 'content/save-tree.ts'))};
  import { restoreTree } from ${JSON.stringify(join(ROOT, 'content/restore-tree.ts'))};
  const [folder] = process.argv.slice(1);
  const blobs = await openFolderBlobStore(folder + '/store');
  console.log('saving');
  const { digest } = await saveTree(blobs, folder + '/../source');
  console.log('restoring');
  await restoreTree(blobs, digest, folder + '/target');
  console.log('done');
`;

test.each([
  ['saving', 5],
  ['saving', 20],
  ['saving', 120],
  ['restoring', 2],
  ['restoring', 50],
] as const)(
  'kill -9 %s, after %i ms, leaves whole blobs, no half tree, and a store that works',
  async (phase, delay) => {
    const place = await mkdtemp(join(folder, 'run-'));
    await killWhile(place, phase, delay);

    const store = join(place, 'store');
    for (const fan of await readdir(join(store, 'objects'))) {
      for (const name of await readdir(join(store, 'objects', fan))) {
        expect(await digestOfFile(join(store, 'objects', fan, name))).toBe(`sha256:${fan}${name}`);
      }
    }
    const restored = (await readdir(place)).includes('target')
      ? await readdir(join(place, 'target'))
      : null;
    if (restored !== null) expect(restored).toHaveLength(201);

    const blobs = await openFolderBlobStore(store);
    const saved = await saveTree(blobs, join(folder, 'source'));
    await restoreTree(blobs, saved.digest, join(place, 'again'));
    expect(await readFile(join(place, 'again', '199'), 'utf8')).toBe('199'.repeat(500));
    expect((await saveTree(blobs, join(place, 'again'))).digest).toBe(saved.digest);
  },
);

async function killWhile(place: string, phase: string, delay: number): Promise<void> {
  const args = ['--input-type=module', '-e', SCRIPT, place];
  const child = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  for await (const text of child.stdout) {
    if (String(text).includes(phase)) setTimeout(() => child.kill('SIGKILL'), delay);
  }
  await ended;
}
