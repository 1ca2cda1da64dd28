import { LostBlob, type BlobStore } from '../../../content/blob-store.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import type { ContentsAnswer } from '../../../schemas/people-answer.generated.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import { deletedText, deletionOf } from '../../domain/model.ts';
import { personHolder, type BlobLinks } from '../blobs/blob-links.ts';
import { FORMAT } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import { versionOf } from './answer-models.ts';
import type { PeopleApiDeps } from './people-api-deps.ts';
import type { Reading } from './reading.ts';

export type ContentsDeps = {
  readonly people: Pick<PeopleApiDeps, 'store'>;
  readonly blobs: BlobStore;
};

/** A manifest is held whole while it is read. */
const MOST_FILES = 10_000;
const PAGE = 500;

/** Links to the bytes of a version of a model, which are good for some minutes. */
export async function answerContents(
  deps: ContentsDeps,
  links: BlobLinks,
  asked: Reading,
): Promise<ContentsAnswer> {
  const { facts, version } = await versionOf(deps.people, asked);
  const deletion = deletionOf(facts.marks, version);
  if (deletion !== null) throw new Refusal('blob-missing', `${deletedText(version, deletion)}.`);
  return contentsOf(deps, links, asked, version.artifact);
}

/** The files of an artifact, each once, from `?after=` on. */
async function contentsOf(
  { blobs }: Pick<ContentsDeps, 'blobs'>,
  links: BlobLinks,
  { context, caller }: Reading,
  artifact: ArtifactRef,
): Promise<ContentsAnswer> {
  const claim = personHolder(caller.person.id);
  const link = (digest: string) => links.link({ claim, method: 'GET', digest, size: null });
  const files = await filesOf(blobs, artifact);
  const asked = Number(context.req.query('after') ?? '0');
  const after = Number.isSafeInteger(asked) && asked >= 0 ? asked : 0;
  const page = files.slice(after, after + PAGE);
  return {
    format: FORMAT,
    type: 'contents',
    artifact,
    manifest: await link(artifact.digest),
    files: await Promise.all(
      page.map(async ({ digest, size }) => ({ digest, size, url: await link(digest) })),
    ),
    next: files.length > after + PAGE ? after + PAGE : null,
  };
}

async function filesOf(blobs: BlobStore, { digest, files, path }: ArtifactRef) {
  if (files > MOST_FILES) {
    throw new Refusal(
      'too-many-files',
      `${path} has ${files} files; at most ${MOST_FILES} are given by links. Register it as an archive.`,
    );
  }
  try {
    const { entries } = await readManifest(blobs, digest);
    const found = entries.flatMap((entry) => (entry.type === 'file' ? [entry] : []));
    return [...new Map(found.map((file) => [file.digest, file])).values()];
  } catch (cause) {
    if (!(cause instanceof LostBlob)) throw cause;
    throw new Refusal('blob-missing', `The bytes are lost: ${cause.message}`, { cause });
  }
}
