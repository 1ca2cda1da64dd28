import { checkEntries, InvalidTree } from './check-entries.ts';
import { type Digest, digestOfBytes, isDigest } from '../digest-of-bytes.ts';
import type { Entry, FileEntry } from './entry.ts';

/**
 * A tree as names, modes and contents: no times, no owners, so that equal trees have equal manifests on every machine.
 * An artifact's digest is the SHA-256 of its manifest's bytes.
 */
export type Manifest = {
  readonly format: 1;
  /** The artifact is one file, not a folder. Its only entry's path is `.`: the file has whatever name its place gives it. */
  readonly single: boolean;
  /** Sorted by path. */
  readonly entries: readonly Entry[];
};

/** The most bytes of a manifest that are read into memory. */
export const MAX_MANIFEST_BYTES = 256 * 1024 * 1024;

/** The one byte sequence that stands for this manifest. */
export function encodeManifest(manifest: Manifest): Uint8Array {
  const entries = manifest.entries.map((entry) => JSON.stringify(inOrder(entry)));
  const head = `{"format":1,"single":${manifest.single},"entries":[`;
  return Buffer.from(
    entries.length === 0 ? `${head}]}\n` : `${head}\n${entries.join(',\n')}\n]}\n`,
  );
}

/**
 * Reads a manifest that may have been made to do harm; throws `InvalidTree`. What it returns can be laid out below a new
 * folder without touching anything outside, and encodes to the very bytes that were given.
 */
export function decodeManifest(bytes: Uint8Array): Manifest {
  const value = parse(bytes);
  if (!isMap(value) || value['format'] !== 1) {
    throw new InvalidTree(
      null,
      'This is not a manifest of format 1. Was it made by a newer version?',
    );
  }
  const { single, entries } = value;
  if (typeof single !== 'boolean' || !Array.isArray(entries)) throw malformed();
  const manifest: Manifest = { format: 1, single, entries: entries.map(toEntry) };
  if (single) checkSingle(manifest.entries);
  else checkEntries(manifest.entries);
  if (!Buffer.from(bytes).equals(encodeManifest(manifest))) throw malformed();
  return manifest;
}

/** The digest that names the artifact. */
export function manifestDigest(manifest: Manifest): Digest {
  return digestOfBytes(encodeManifest(manifest));
}

/** Bytes and number of the files of a tree. */
export function measureManifest(manifest: Manifest): { size: number; files: number } {
  let size = 0;
  let files = 0;
  for (const entry of manifest.entries) {
    if (entry.type !== 'file') continue;
    size += entry.size;
    files += 1;
  }
  return { size, files };
}

function inOrder(entry: Entry): Entry {
  const { path } = entry;
  if (entry.type === 'link') return { path, type: 'link', target: entry.target };
  if (entry.type === 'dir') return { path, type: 'dir' };
  return { path, type: 'file', mode: entry.mode, size: entry.size, digest: entry.digest };
}

function parse(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(new TextDecoder('utf-8', { fatal: true }).decode(bytes));
  } catch (cause) {
    throw new InvalidTree(
      null,
      `This is not a manifest: ${cause instanceof Error ? cause.message : 'no JSON'}.`,
    );
  }
}

function toEntry(value: unknown): Entry {
  if (!isMap(value) || typeof value['path'] !== 'string') throw malformed();
  const { path, type, target } = value;
  if (type === 'dir') return { path, type };
  if (type === 'link' && typeof target === 'string') return { path, type, target };
  if (type === 'file') return toFileEntry(path, value);
  throw malformed();
}

function toFileEntry(path: string, value: Readonly<Record<string, unknown>>): FileEntry {
  const { mode, size, digest } = value;
  if (mode !== 0o644 && mode !== 0o755) throw malformed();
  if (!isSize(size) || !isDigest(digest)) throw malformed();
  return { path, type: 'file', mode, size, digest };
}

function checkSingle(entries: readonly Entry[]): void {
  const [entry, ...more] = entries;
  if (entry?.type !== 'file' || entry.path !== '.' || more.length > 0) throw malformed();
}

function isSize(value: unknown): value is number {
  return typeof value === 'number' && Number.isSafeInteger(value) && value >= 0;
}

function isMap(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function malformed(): InvalidTree {
  return new InvalidTree(null, 'This manifest is not as mlpipelines writes them; it is not used.');
}
