import type { BlobStore } from '../../content/blob-store.ts';
import type { FileEntry } from '../../content/manifest/entry.ts';
import type { Manifest } from '../../content/manifest/manifest.ts';
import { readManifest } from '../../content/manifest/read-manifest.ts';
import { restoreManifest } from '../../content/restore-tree.ts';
import { examplesFormat } from '../../evaluation/examples-file.ts';
import type { TableFile } from '../../evaluation/read/examples-source.ts';
import { EXECUTOR_LIMITS } from '../../schemas/executor-limits.ts';
import { exactSize } from '../../text/size.ts';

const { bytes: MOST_BYTES } = EXECUTOR_LIMITS.examples;

type Stored = {
  readonly digest: string;
  /** Where it was made: its ending says how it is read. */
  readonly path: string;
  /** The table, where it is a folder; null: it is the table. */
  readonly within: string | null;
};

/** A table of any artifact, alone and at hand; a text: why there is none. */
export async function fetchedTable(
  blobs: BlobStore,
  { digest, path, within }: Stored,
  at: string,
): Promise<TableFile | string> {
  const manifest = await readManifest(blobs, digest);
  const entry = entryOf(manifest, within);
  const format = examplesFormat(within ?? path);
  if (typeof entry === 'string') return entry;
  if (format === null) return NO_FORMAT;
  if (entry.size > MOST_BYTES) {
    return `it has ${exactSize(entry.size)}, and at most ${exactSize(MOST_BYTES)} are read`;
  }
  const alone = { ...manifest, single: true, entries: [{ ...entry, path: '.' }] };
  await restoreManifest(blobs, alone, at, { readOnly: true });
  return { path: at, format };
}

const NO_FORMAT = 'its ending does not say how it is read: .csv, .tsv, .jsonl or .parquet';

function entryOf({ single, entries }: Manifest, within: string | null): FileEntry | string {
  if (within !== null && single) return 'it is a file: leave out `path` in `training`';
  if (within === null && !single) {
    return 'it is a folder: name the table in it as `path` in `training`';
  }
  const wanted = within?.replace(/^\.\//, '') ?? '.';
  const entry = entries.find((found) => found.path === wanted);
  return entry?.type === 'file' ? entry : `it has no file ${wanted}`;
}
