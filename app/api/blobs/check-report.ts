import type { BlobStore } from '../../../content/blob-store.ts';
import {
  decodeManifest,
  measureManifest,
  type Manifest,
} from '../../../content/manifest/manifest.ts';
import type {
  AttemptReport,
  ReportedArtifact,
  ReportedOutcome,
} from '../../../schemas/attempt-report.generated.ts';
import { EXECUTOR_LIMITS } from '../../../schemas/executor-limits.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { plainGlob } from '../../../text/globs/plain-glob.ts';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import { Refusal } from '../refusal.ts';
import type { BlobRights } from './blob-rights.ts';
import { messageOf } from '../../../text/message-of.ts';

/** Some 400,000 files. What is decoded takes many times its bytes, and everybody else waits meanwhile. */
const LARGEST_MANIFEST = 64 * 1024 * 1024;

type Checking = {
  readonly blobs: BlobStore;
  readonly rights: BlobRights;
  readonly ticket: Ticket;
};
type Named = Pick<ReportedArtifact, 'digest' | 'size' | 'files'> & {
  /** Why what it holds is not what its step may leave; null: it may. */
  readonly whyNot: (manifest: Manifest) => string | null;
};

/**
 * What a report names as made must be whole, well-formed, of the size that it says, and of blobs that this attempt was
 * given or stored. It is as durable as the report once this returns. Throws a `Refusal`.
 */
export async function checkReport(
  checking: Checking,
  claim: Claim,
  report: AttemptReport,
): Promise<void> {
  for (const artifact of namedBy(report, checking.ticket))
    await checkArtifact(checking, claim, artifact);
}

function namedBy(report: AttemptReport, ticket: Ticket): readonly Named[] {
  switch (report.type) {
    case 'checkpoint':
      return [{ ...report, whyNot: () => null }];
    case 'material':
      return report.plots === null ? [] : [{ ...report.plots, whyNot: whyNoPlots(ticket) }];
    case 'ended':
      return namedByProducts(report.outcome.products);
    default:
      return [];
  }
}

function namedByProducts({ artifacts, examples }: ReportedOutcome['products']): readonly Named[] {
  const named = Object.values(artifacts).map(({ digest, size, files, type }) => ({
    digest,
    size,
    files,
    whyNot: whyNoFile(type),
  }));
  if (examples === undefined || 'notCompared' in examples) return named;
  const { digest, size } = examples;
  return [...named, { digest, size, files: 1, whyNot: whyNoFile('file') }];
}

/** Who is given a file gets it at one place, whatever name it had. */
function whyNoFile(type: ReportedArtifact['type']): Named['whyNot'] {
  return ({ single }) => (type === 'file' && !single ? 'it is a folder, not a file' : null);
}

function whyNoPlots({ plots }: Ticket): Named['whyNot'] {
  const globs = plots.map((pattern) => plainGlob(pattern));
  return ({ entries }) => {
    const odd = entries.find(
      (entry) =>
        entry.type !== 'file' ||
        entry.size > EXECUTOR_LIMITS.plotBytes ||
        !globs.some((isNamed) => isNamed(entry.path)),
    );
    return odd === undefined ? null : `${JSON.stringify(odd.path)} is not a plot of its step`;
  };
}

async function checkArtifact(checking: Checking, claim: Claim, named: Named): Promise<void> {
  const { blobs } = checking;
  await requireRights(checking, claim, [named.digest]);
  const bytes = await unlessInvalid(() => blobs.getBytes(named.digest, LARGEST_MANIFEST));
  const manifest = await unlessInvalid(async () => decodeManifest(bytes));
  const whyNot = named.whyNot(manifest);
  if (whyNot !== null) throw invalid(whyNot);
  const { size, files } = measureManifest(manifest);
  if (size !== named.size || files !== named.files) {
    throw invalid(
      `${named.digest} has ${files} files of ${size} bytes, not ${named.files} of ${named.size}`,
    );
  }
  const digests = manifest.entries.flatMap((entry) =>
    entry.type === 'file' ? [entry.digest] : [],
  );
  await requireRights(checking, claim, digests);
  const [lost] = await blobs.missing(digests);
  if (lost !== undefined) throw invalid(`${lost} is not stored any more`);
  // Stored already; what this waits for is that it, and everything before it, survives a power cut.
  await blobs.putBytes(bytes);
}

async function requireRights(
  { rights }: Checking,
  claim: Claim,
  digests: readonly string[],
): Promise<void> {
  const allowed = await rights.of(claim, digests);
  const other = digests.find((digest) => !allowed.has(digest));
  if (other === undefined) return;
  throw new Refusal(
    'not-given',
    `The attempt names ${other}, which it was neither given nor stored itself. An artifact is made of what its step had.`,
  );
}

async function unlessInvalid<T>(read: () => Promise<T>): Promise<T> {
  try {
    return await read();
  } catch (error) {
    throw invalid(messageOf(error));
  }
}

function invalid(why: string): Refusal {
  return new Refusal('invalid-artifact', `An artifact cannot be kept: ${why}`);
}
