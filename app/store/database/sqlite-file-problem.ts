import { statfsSync, statSync } from 'node:fs';
import { dirname } from 'node:path';
import { StoreProblem, type StoreProblemKind } from '../../runtime/ports/store.ts';
import { shellWord } from '../../../text/shell-word.ts';

/** Names an error of SQLite that is about its file; other errors are passed through. */
export function explainSqliteError(error: unknown, file: string): unknown {
  if (!(error instanceof Error) || !('errcode' in error)) return error;
  if (typeof error.errcode !== 'number') return error;
  const kind = TROUBLES.get(error.errcode) ?? TROUBLES.get(error.errcode & 0xff);
  if (kind === undefined) return error;
  return problem(kind === 'disk-error' && isFull(file) ? 'disk-full' : kind, file, error);
}

const ROOM_TO_WRITE = 4 * 1024 * 1024;

function isFull(file: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(dirname(file));
    return bavail * bsize < ROOM_TO_WRITE;
  } catch {
    return false;
  }
}

/**
 * Gives what throws `StoreProblem` once the file is not the one any more that was opened, or not the whole of it: SQLite
 * goes on writing into a file that nobody finds, or past the end of one that was cut.
 */
export function fileGuard(file: string): () => void {
  const opened = lookAt(file);
  let { size } = opened;
  return () => {
    const now = lookAt(file);
    if (now.identity !== opened.identity) throw problem('gone', file, null);
    // It only grows: space that is free again is kept for later.
    if (now.size < size) throw problem('damaged', file, null);
    size = now.size;
  };
}

function lookAt(file: string): { readonly identity: string | null; readonly size: number } {
  const stats = statSync(file, { throwIfNoEntry: false });
  if (stats === undefined) return { identity: null, size: 0 };
  return { identity: `${stats.dev} ${stats.ino}`, size: stats.size };
}

function problem(kind: StoreProblemKind, file: string, cause: unknown): StoreProblem {
  return new StoreProblem(kind, { message: SENTENCES[kind](file), hint: HINTS[kind](file) }, cause);
}

const SENTENCES: Readonly<Record<StoreProblemKind, (file: string) => string>> = {
  damaged: (file) => `${file} is damaged: it cannot be read as a store.`,
  gone: (file) => `${file} was removed or replaced while it was in use. Nothing more can be kept.`,
  'disk-full': (file) => `${file} cannot be written: the disk is full.`,
  'disk-error': (file) => `${file} cannot be read or written: its disk answers with an error.`,
  unwritable: (file) => `${file} cannot be written: the disk or the file is read-only.`,
};

const HINTS: Readonly<Record<StoreProblemKind, (file: string) => string>> = {
  damaged: (file) => {
    const [store, aside, wal, shared] = ['', '.damaged', '-wal', '-shm'].map((end) =>
      shellWord(file + end),
    );
    return `It holds the list of runs, not the artifacts. Put back a copy, or begin a new one: mv ${store} ${aside} && rm -f ${wal} ${shared}`;
  },
  gone: () => 'Put the file back, or start the run again; a new store begins empty.',
  'disk-full': () => 'Free some space, then try again. What no run needs goes with: mlpipelines gc',
  'disk-error': () =>
    'A quota may be used up (see with: quota), or the disk fails (what the kernel says of it: dmesg).',
  unwritable: (file) =>
    `Check who owns it and how its file system is mounted: ls -l ${shellWord(file)}`,
};

// https://www.sqlite.org/rescode.html: primary codes, and extended ones where they say more.
const TROUBLES: ReadonlyMap<number, StoreProblemKind> = new Map([
  [8, 'unwritable'],
  // SQLITE_IOERR: a full disk is one when it is the shared memory beside the file that cannot grow.
  [10, 'disk-error'],
  [11, 'damaged'],
  [13, 'disk-full'],
  [14, 'unwritable'],
  [26, 'damaged'],
  // SQLITE_IOERR_READ, SQLITE_IOERR_SHORT_READ, SQLITE_IOERR_CORRUPTFS
  [266, 'damaged'],
  [522, 'damaged'],
  [8458, 'damaged'],
]);
