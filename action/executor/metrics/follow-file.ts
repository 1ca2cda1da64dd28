import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import type { FileHandle } from 'node:fs/promises';

/** Reads the lines that are appended to a file by someone else. */
export type FileFollower = {
  /** Complete lines since the last time, not all at once where there are many; none: there are no more. A file that was replaced, emptied or rewritten is read from its start. */
  read(): Promise<readonly string[]>;
  /** What is left at the end without a line end. For when nobody writes any more and `read` gives nothing. */
  rest(): string;
};

const CHUNK_BYTES = 64 * 1024;
/** What is read is parsed at once, while heartbeats and other steps wait: tens of thousands of short lines, each of them wrong. */
const MOST_BYTES_A_READ = 64 * 1024;
const LONGEST_LINE = 1024 * 1024;
const PRINT_BYTES = 64;

type Place = {
  inode: number;
  offset: number;
  /** The bytes just before `offset`: a file that was rewritten and has grown past it has others there. */
  print: Buffer;
  /** Begin of a line whose end has not been written yet. */
  partial: Buffer;
};

/** Follows a file that may not exist yet; what it holds already is passed over (in place, it may be of an earlier run). */
export async function followFile(path: string): Promise<FileFollower> {
  const place: Place = { inode: 0, offset: 0, print: Buffer.alloc(0), partial: Buffer.alloc(0) };
  await withFile(path, async (file, size, inode) => {
    place.inode = inode;
    place.offset = size;
    place.print = await readAt(file, Math.max(0, size - PRINT_BYTES), Math.min(size, PRINT_BYTES));
  });
  const read = async (): Promise<string[]> => {
    const lines: string[] = [];
    await withFile(path, async (file, size, inode) => {
      if (await isAnother(place, { file, size, inode })) startOver(place, inode);
      await readNew(file, place, lines);
    });
    return lines;
  };
  return {
    read,
    rest() {
      const text = place.partial.toString('utf8');
      place.partial = Buffer.alloc(0);
      return text;
    },
  };
}

async function withFile(
  path: string,
  use: (file: FileHandle, size: number, inode: number) => Promise<void>,
): Promise<void> {
  // Without O_NONBLOCK a pipe of this name would be waited for.
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK).catch(() => null);
  if (file === null) return;
  try {
    const stat = await file.stat();
    if (stat.isFile()) await use(file, stat.size, stat.ino);
  } finally {
    await file.close();
  }
}

async function isAnother(
  place: Place,
  { file, size, inode }: { file: FileHandle; size: number; inode: number },
): Promise<boolean> {
  if (inode !== place.inode || size < place.offset) return true;
  const { print } = place;
  const there = await readAt(file, place.offset - print.length, print.length);
  return !there.equals(print);
}

function startOver(place: Place, inode: number): void {
  place.inode = inode;
  place.offset = 0;
  place.print = Buffer.alloc(0);
  place.partial = Buffer.alloc(0);
}

async function readNew(file: FileHandle, place: Place, lines: string[]): Promise<void> {
  for (let taken = 0; taken < MOST_BYTES_A_READ || lines.length === 0;) {
    const chunk = await readAt(file, place.offset, CHUNK_BYTES);
    if (chunk.length === 0) return;
    taken += chunk.length;
    place.offset += chunk.length;
    place.print = Buffer.concat([place.print, chunk]).subarray(-PRINT_BYTES);
    takeLines(place, chunk, lines);
  }
}

function takeLines(place: Place, chunk: Buffer, lines: string[]): void {
  let from = 0;
  for (let end = chunk.indexOf(10); end !== -1; end = chunk.indexOf(10, from)) {
    lines.push(Buffer.concat([place.partial, chunk.subarray(from, end)]).toString('utf8'));
    place.partial = Buffer.alloc(0);
    from = end + 1;
  }
  const rest = Buffer.concat([place.partial, chunk.subarray(from)]);
  // What never ends is no line; only its length is bounded here, its parser will complain.
  place.partial = rest.subarray(0, LONGEST_LINE);
}

async function readAt(file: FileHandle, position: number, length: number): Promise<Buffer> {
  const buffer = Buffer.alloc(length);
  const { bytesRead } = await file.read(buffer, 0, length, position);
  return buffer.subarray(0, bytesRead);
}
