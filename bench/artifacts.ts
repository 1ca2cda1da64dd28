import { execFile } from 'node:child_process';
import { randomFillSync } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { once } from 'node:events';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs, promisify } from 'node:util';

const run = promisify(execFile);

/** One line of the table. Times in milliseconds; `ratio` is ours / reference; `peakMb` is the largest resident memory of our process. */
export type ArtifactRow = {
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  readonly peakMb: number;
};

const BLOCK_BYTES = 1024 * 1024;
const BIG_FILES = 4;
const BIG_BYTES = 4 * 1024 * BLOCK_BYTES;
const SMALL_FILES = 50_000;
const FILES_PER_FOLDER = 500;
// The memo trusts no file younger than this (content/hash-memo.ts).
const RACY_MS = 2100;

/**
 * Artifact save, unchanged save and restore of 4 GiB in few files and of 50,000 small files, each beside `cp -r` of the
 * same tree in the same run. Needs about 16 GiB of free disk at `scale` 1. Every operation runs in a process of its own.
 */
export async function benchArtifacts({ scale = 1 }: { scale?: number } = {}): Promise<
  ArtifactRow[]
> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-bench-'));
  try {
    return [
      ...(await benchTree(folder, bigName(scale), (root) => plantBig(root, scale))),
      ...(await benchTree(folder, smallName(scale), (root) => plantSmall(root, scale))),
    ];
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function benchTree(
  folder: string,
  name: string,
  plant: (root: string) => Promise<void>,
): Promise<ArtifactRow[]> {
  const place = await mkdtemp(join(folder, 'tree-'));
  const source = join(place, 'source');
  await plant(source);
  await new Promise((passed) => setTimeout(passed, RACY_MS));

  const copied = await timeCopy(source, join(place, 'copy'));
  const saved = await work('save', place);
  const unchanged = await work('save', place);
  const unchangedCopy = await timeCopy(source, join(place, 'copy-2'));
  const restored = await work('restore', place, saved.digest);
  const restoredCopy = await timeCopy(source, join(place, 'copy-3'));
  return [
    row(`save ${name}`, saved, copied),
    row(`save ${name}, unchanged`, unchanged, unchangedCopy),
    row(`restore ${name}`, restored, restoredCopy),
  ];
}

type Measured = { readonly ms: number; readonly peakMb: number; readonly digest: string };

function row(name: string, ours: Measured, reference: number): ArtifactRow {
  return { name, ours: ours.ms, reference, ratio: ours.ms / reference, peakMb: ours.peakMb };
}

async function work(operation: 'save' | 'restore', place: string, digest = ''): Promise<Measured> {
  await settle();
  const script = join(import.meta.dirname, 'artifact-work.ts');
  const { stdout } = await run(process.execPath, [script, operation, place, digest]);
  return JSON.parse(stdout) as Measured;
}

async function timeCopy(source: string, target: string): Promise<number> {
  await settle();
  const begin = performance.now();
  await run('cp', ['-r', source, target]);
  return performance.now() - begin;
}

/** Lets what earlier measurements wrote reach the disk, so that nobody pays for another's writing. */
async function settle(): Promise<void> {
  await run('sync');
}

async function plantBig(root: string, scale: number): Promise<void> {
  await mkdir(root);
  const blocks = Math.max(1, Math.round((BIG_BYTES * scale) / BIG_FILES / BLOCK_BYTES));
  for (let file = 0; file < BIG_FILES; file += 1) {
    const out = createWriteStream(join(root, `part-${file}.bin`));
    for (let block = 0; block < blocks; block += 1) {
      if (!out.write(randomFillSync(Buffer.allocUnsafe(BLOCK_BYTES)))) await once(out, 'drain');
    }
    out.end();
    await once(out, 'close');
  }
}

async function plantSmall(root: string, scale: number): Promise<void> {
  const count = Math.round(SMALL_FILES * scale);
  for (let file = 0; file < count; file += 1) {
    const folder = join(root, `folder-${Math.floor(file / FILES_PER_FOLDER)}`);
    if (file % FILES_PER_FOLDER === 0) await mkdir(folder, { recursive: true });
    await writeFile(join(folder, `${file}.txt`), `${file}\n`.repeat(1 + (file % 600)));
  }
}

function bigName(scale: number): string {
  return `${Number((4 * scale).toFixed(2))} GiB in ${BIG_FILES} files`;
}

function smallName(scale: number): string {
  return `${Math.round(SMALL_FILES * scale)} small files`;
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { scale: { type: 'string', default: '1' } } });
  const rows = await benchArtifacts({ scale: Number(values.scale) });
  console.table(
    rows.map(({ name, ours, reference, ratio, peakMb }) => ({
      name,
      'ours (s)': (ours / 1000).toFixed(2),
      'cp -r (s)': (reference / 1000).toFixed(2),
      ratio: ratio.toFixed(2),
      'peak (MB)': Math.round(peakMb),
    })),
  );
}
