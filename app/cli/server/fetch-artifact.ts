import { createWriteStream } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { BlobStore } from '../../../content/blob-store.ts';
import { MAX_MANIFEST_BYTES } from '../../../content/manifest/manifest.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { restoreManifest } from '../../../content/restore-tree.ts';
import type { ContentsAnswer } from '../../../schemas/people-answer.generated.ts';
import { messageOf } from '../../../text/message-of.ts';
import { openFolderBlobStore } from '../../artifacts/folder/folder-blob-store.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import { span } from '../../reports/layout/line.ts';
import type { Shell } from '../command.ts';
import { placeLine, targetOf } from '../fetch/restore-artifact.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { UsageError } from '../usage-error.ts';
import { askServer, type ServerAt } from './ask-server.ts';

type Wanted = {
  /** Where the server tells of its contents. */
  readonly path: string;
  readonly artifact: ArtifactRef;
  readonly to: string | null;
  readonly json: boolean;
  readonly name: string;
};

/**
 * Fetches contents of a server into a place where nothing is. What lies where is read from the list that the digest
 * names, and every byte is held against its digest before any of it is put there: a server, or whoever stands between,
 * can withhold files but not make up others.
 */
export async function fetchArtifact(
  shell: Shell,
  at: ServerAt,
  { path, artifact, to, json, name }: Wanted,
): Promise<void> {
  const target = targetOf(shell.cwd, basename(artifact.path), to);
  const folder = await mkdtemp(join(tmpdir(), 'mlpipelines-fetch-'));
  try {
    const blobs = await openFolderBlobStore(join(folder, 'objects'), { fsync: false });
    const from = { path, digest: artifact.digest };
    const missing: BlobStore['missing'] = (digests) => blobs.missing(digests);
    await fetchContents(at, from, { blobs, missing, folder });
    await restoreManifest(blobs, await readManifest(blobs, artifact.digest), target);
  } catch (error) {
    if (error instanceof UsageError) throw error;
    throw new UsageError(
      `${name} could not be fetched, and nothing was put anywhere: ${messageOf(error)}`,
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
  const { digest, size, files } = artifact;
  if (json) printJson(shell, { format: 1, path: target, digest, size, files, name });
  else printLines(shell, [[...placeLine(shell.cwd, target, artifact), span(`  ${name}`, 'dim')]]);
}

type Into = {
  readonly blobs: BlobStore;
  /** What of the store is to be fetched. */
  readonly missing: BlobStore['missing'];
  /** Where a file lies until its bytes are held against its digest. */
  readonly folder: string;
};

/** The manifest, then every file that it names, page by page as the server gives their links. */
export async function fetchContents(
  at: ServerAt,
  { path, digest }: { readonly path: string; readonly digest: string },
  { blobs, missing, folder }: Into,
): Promise<void> {
  const take = async (of: string, url: string, most: number) => {
    const file = join(folder, 'part');
    await download(at, url, { file, most });
    await blobs.putFile(file, of);
    await rm(file, { force: true });
  };
  const ask = (after: number): Promise<ContentsAnswer> =>
    askServer(at, 'contents', `${path}?after=${after}`);
  let [after, page] = [0, await ask(0)];
  await take(digest, page.manifest, MAX_MANIFEST_BYTES);
  const wanted = sizesIn(await readManifest(blobs, digest));
  for (;;) {
    for (const file of page.files) {
      const size = wanted.get(file.digest);
      const isMissing = size !== undefined && (await missing([file.digest])).size > 0;
      if (isMissing) await take(file.digest, file.url, size);
    }
    const { next } = page;
    // Each page goes on: a server that turns in a circle is left.
    if (next === null || next <= after) return;
    [after, page] = [next, await ask(next)];
  }
}

function sizesIn({
  entries,
}: Awaited<ReturnType<typeof readManifest>>): ReadonlyMap<string, number> {
  return new Map(
    entries.flatMap((each) => (each.type === 'file' ? [[each.digest, each.size]] : [])),
  );
}

/** A link is of the server that was asked, wherever it points: only its path is used. */
async function download(
  { server }: ServerAt,
  link: string,
  { file, most }: { readonly file: string; readonly most: number },
): Promise<void> {
  const { pathname, search } = new URL(link, server);
  const response = await fetch(`${server}${pathname}${search}`, { redirect: 'error' });
  if (!response.ok || response.body === null)
    throw new Error(`the server answered ${response.status}`);
  let size = 0;
  const count = new Transform({
    transform(chunk: Uint8Array, _, done) {
      size += chunk.byteLength;
      done(size > most ? new Error('the server sent more bytes than it said') : null, chunk);
    },
  });
  await pipeline(Readable.from(response.body), count, createWriteStream(file, { flags: 'wx' }));
}
