import { LostBlob } from '../../../content/blob-store.ts';
import type { Manifest } from '../../../content/manifest/manifest.ts';
import { readManifest } from '../../../content/manifest/read-manifest.ts';
import { instantText } from '../../domain/run/instant-text.ts';
import { markOf, type ModelVersion } from '../../domain/model.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { consumerHolder, type BlobLinks } from '../blobs/blob-links.ts';
import { FORMAT } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import type { GrantedModel } from './granted-model.ts';

/** A manifest is held whole while it is read. */
const MOST_FILES = 10_000;
const PAGE = 500;

/** The version behind an alias, with links to its files that are good for minutes; the files after `after`. */
export async function answerVersion(
  { models, blobs, runs }: Pick<ActionApiDeps, 'models' | 'blobs' | 'runs'>,
  links: BlobLinks,
  { alias, repository, job }: GrantedModel,
  after: number,
) {
  const scope = `${repository.id}`;
  const version = await models.registry.version(alias.model, alias.version, scope);
  if (version === null) {
    throw new Refusal('no-such-alias', `${alias.model}@${alias.alias} points to no version.`);
  }
  const deprecated = markOf(await models.registry.marks(alias.model, scope), version, 'deprecated');
  const run = await runs.header(version.run);
  const holder = consumerHolder(job.repositoryId);
  const link: Link = (digest) => links.link({ claim: holder, method: 'GET', digest, size: null });
  const { digest, size, files } = version.artifact;
  return {
    format: FORMAT,
    type: 'version',
    model: alias.model,
    alias: alias.alias,
    version: version.version,
    since: instantText(alias.movedAt),
    registered: instantText(version.createdAt),
    commit: run?.sha ?? null,
    metrics: version.metrics,
    deprecated: deprecated?.reason ?? null,
    digest,
    size,
    files,
    manifest: await link(digest),
    ...(await pageOf(await entriesOf(blobs, version), after, link)),
  };
}

type Link = (digest: string) => Promise<string>;

/** Files with a link each; folders and symbolic links as they are. */
async function pageOf(entries: Manifest['entries'], after: number, link: Link) {
  const contents = await Promise.all(
    entries.slice(after, after + PAGE).map(async (entry) => {
      if (entry.type !== 'file') return entry;
      const { path, type, mode, size, digest } = entry;
      return { path, type, mode, size, digest, url: await link(digest) };
    }),
  );
  return { contents, next: entries.length > after + PAGE ? after + PAGE : null };
}

async function entriesOf(blobs: ActionApiDeps['blobs'], { model, artifact }: ModelVersion) {
  if (artifact.files > MOST_FILES) {
    throw new Refusal(
      'too-many-files',
      `This version of ${model} has ${artifact.files} files; at most ${MOST_FILES} are given by links. Register it as an archive.`,
    );
  }
  try {
    return (await readManifest(blobs, artifact.digest)).entries;
  } catch (cause) {
    if (!(cause instanceof LostBlob)) throw cause;
    throw new Refusal('blob-missing', `The bytes of ${model} are lost: ${cause.message}`, {
      cause,
    });
  }
}
