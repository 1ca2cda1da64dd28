import { randomBytes } from 'node:crypto';
import { mkdir, readFile, rename, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { type Digest, isDigest } from './digest-of-bytes.ts';

/** What changes whenever a file's contents do. Times in nanoseconds. */
export type FileStamp = {
  readonly size: bigint;
  readonly mtimeNs: bigint;
  readonly ctimeNs: bigint;
  readonly ino: bigint;
};

/** Remembers digests of files, so that an unchanged tree is saved without reading it. */
export interface HashMemo {
  /** The digest of the file at this absolute path, if it has not changed since it was remembered. */
  get(path: string, stamp: FileStamp): Digest | null;
  /** `hashedAtMs`: when reading began. A file changed less than 2 s before is not remembered (see below). */
  set(path: string, stamp: FileStamp, digest: Digest, hashedAtMs: number): void;
}

// A file changed twice within one tick of the file system's clock keeps its stamp. Git calls this "racy" and has the same
// remedy: https://git-scm.com/docs/racy-git. The coarsest clocks in use tick every 2 s (FAT, some network file systems).
const RACY_NS = 2_000_000_000n;
const MAX_REMEMBERED = 500_000;

type Remembered = { readonly stamp: string; readonly digest: Digest };

/** A memo that lives as long as the process: for folders that are saved again and again, such as checkpoints. */
export function createHashMemo(): HashMemo {
  return memoOf(new Map());
}

/**
 * A memo kept in a file between processes. Any number of processes may use it at once: each reads it whole and `flush`
 * replaces it whole, adding to what others wrote meanwhile; an entry lost in between only costs reading a file again.
 * A damaged file counts as empty.
 */
export async function openHashMemo(file: string): Promise<HashMemo & { flush(): Promise<void> }> {
  const known = await readMemo(file);
  const fresh = new Map<string, Remembered>();
  const memo = memoOf(known, fresh);
  const flush = async (): Promise<void> => {
    if (fresh.size === 0) return;
    const merged = new Map([...(await readMemo(file)), ...fresh]);
    fresh.clear();
    await writeMemo(file, [...merged].slice(-MAX_REMEMBERED));
  };
  return { ...memo, flush };
}

function memoOf(known: Map<string, Remembered>, fresh = known): HashMemo {
  return {
    get(path, stamp) {
      const remembered = known.get(path);
      return remembered?.stamp === stampText(stamp) ? remembered.digest : null;
    },
    set(path, stamp, digest, hashedAtMs) {
      const changed = stamp.mtimeNs > stamp.ctimeNs ? stamp.mtimeNs : stamp.ctimeNs;
      if (changed > BigInt(Math.floor(hashedAtMs)) * 1_000_000n - RACY_NS) return;
      const remembered = { stamp: stampText(stamp), digest };
      known.set(path, remembered);
      fresh.set(path, remembered);
    },
  };
}

function stampText({ size, mtimeNs, ctimeNs, ino }: FileStamp): string {
  return `${size} ${mtimeNs} ${ctimeNs} ${ino}`;
}

// One line a file: stamp, digest and path between tabs; the path as JSON, since it may hold a line break.
async function readMemo(file: string): Promise<Map<string, Remembered>> {
  const known = new Map<string, Remembered>();
  const text = await readFile(file, 'utf8').catch(() => '');
  for (const line of text.split('\n')) {
    const [stamp, digest, path] = line.split('\t');
    if (stamp === undefined || !isDigest(digest) || path === undefined) continue;
    const name = unquote(path);
    if (name !== null) known.set(name, { stamp, digest });
  }
  return known;
}

function unquote(text: string): string | null {
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'string' ? value : null;
  } catch {
    return null;
  }
}

async function writeMemo(file: string, entries: readonly [string, Remembered][]): Promise<void> {
  await mkdir(dirname(file), { recursive: true });
  const temporary = `${file}.${process.pid}-${randomBytes(6).toString('hex')}`;
  const lines = entries.map(
    ([path, { stamp, digest }]) => `${stamp}\t${digest}\t${JSON.stringify(path)}\n`,
  );
  await writeFile(temporary, lines.join(''), { mode: 0o600 });
  await rename(temporary, file);
}
