import { existsSync, statSync } from 'node:fs';
import { join, relative, resolve } from 'node:path';
import { LostBlob, type BlobStore } from '../../../content/blob-store.ts';
import { restoreTree } from '../../../content/restore-tree.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import { line, type Line } from '../../reports/layout/line.ts';
import { filesAndSize } from '../../../text/size.ts';
import { UsageError } from '../usage-error.ts';

export type Means = {
  readonly blobs: BlobStore;
  /** What is said when bytes are missing or damaged. */
  readonly lost: (error: LostBlob) => UsageError;
};

/** Puts an artifact where nothing is. */
export async function restoreArtifact(
  { blobs, lost }: Means,
  { digest }: ArtifactRef,
  path: string,
) {
  await restoreTree(blobs, digest, path).catch((error: unknown) => {
    throw error instanceof LostBlob ? lost(error) : error;
  });
}

/** As `cp` reads its last argument: a folder that exists takes the artifact in, another name becomes it. */
export function targetOf(cwd: string, name: string, to: string | null): string {
  const place = resolve(cwd, to ?? '.');
  const isFolder = existsSync(place) && statSync(place).isDirectory();
  const target = isFolder ? join(place, name) : place;
  if (!existsSync(target)) return target;
  throw new UsageError(
    `${relative(cwd, target)} is there already; nothing was written.`,
    'Name a place where nothing is, as the last argument.',
  );
}

/** What is said of an artifact that was put somewhere: where, and how large it is. */
export function placeLine(cwd: string, path: string, { files, size }: ArtifactRef): Line {
  return line(`${relative(cwd, path) || path}  ${filesAndSize(files, size)}`);
}
