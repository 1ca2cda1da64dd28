import type { BlobsAnswer } from '../../../schemas/action-answer.generated.ts';
import type { BlobsRequest } from '../../../schemas/action-request.generated.ts';
import type { Claim } from '../../runtime/ports/hosted/claims.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { FORMAT } from '../read-action-request.ts';
import { Refusal } from '../refusal.ts';
import { announceUploads, type Announcing } from './announce-uploads.ts';
import type { BlobLinks } from './blob-links.ts';
import type { BlobRights } from './blob-rights.ts';

export type BlobDesk = {
  readonly deps: Pick<ActionApiDeps, 'blobs' | 'runtime'> & Announcing;
  readonly rights: BlobRights;
  readonly links: BlobLinks;
};

/** Says which blobs are to be stored, or where to put or get them. Throws a `Refusal`. */
export async function answerBlobs(
  { deps, rights, links }: BlobDesk,
  claim: Claim,
  { type, blobs }: BlobsRequest,
): Promise<BlobsAnswer> {
  // Its token outlives it by minutes, and whatever its job left behind may have read it.
  if ((await deps.runtime.heartbeat(claim)).type === 'over') throw over(claim);
  const digests = blobs.map(({ digest }) => digest);
  if (type === 'blobs.missing') return listed(await missing({ deps, rights }, claim, digests));
  if (type === 'blobs.upload') {
    const sized = blobs.map(withSize);
    await announceUploads(deps, claim, sized);
    return linked(sized, ({ digest, size }) =>
      links.link({ claim: claim.id, method: 'PUT', digest, size }),
    );
  }
  const allowed = await rights.of(claim, digests);
  return linked(blobs, ({ digest }) => {
    if (!allowed.has(digest)) throw notGiven(digest);
    return links.link({ claim: claim.id, method: 'GET', digest, size: null });
  });
}

/**
 * What the attempt has no right to counts as missing, stored or not: else it could make an artifact of bytes that it
 * never had, or learn that they exist.
 */
async function missing(
  { deps, rights }: Pick<BlobDesk, 'deps' | 'rights'>,
  claim: Claim,
  digests: readonly string[],
): Promise<string[]> {
  const allowed = await rights.of(claim, digests);
  const absent = await deps.blobs.missing([...allowed]);
  return digests.filter((digest) => !allowed.has(digest) || absent.has(digest));
}

function listed(digests: readonly string[]): BlobsAnswer {
  const blobs = [...new Set(digests)].map((digest) => ({ digest, url: null, headers: {} }));
  return { format: FORMAT, type: 'blobs', blobs };
}

type Blob = BlobsRequest['blobs'][number];

function withSize({ digest, size }: Blob): Blob & { readonly size: number } {
  if (size !== null) return { digest, size };
  throw new Refusal('unreadable-request', `The size of ${digest} is missing.`);
}

async function linked<B extends Blob>(
  blobs: readonly B[],
  link: (blob: B) => Promise<string>,
): Promise<BlobsAnswer> {
  const answers = blobs.map(async (blob) => {
    return { digest: blob.digest, url: await link(blob), headers: {} };
  });
  return { format: FORMAT, type: 'blobs', blobs: await Promise.all(answers) };
}

function over({ attempt, key }: Claim): Refusal {
  return new Refusal(
    'attempt-over',
    `Attempt ${attempt} of ${key} is over or was replaced: nothing more is stored for it or given to it.`,
  );
}

function notGiven(digest: string): Refusal {
  return new Refusal(
    'not-given',
    `The attempt asks for ${digest}, which it was neither given nor stored itself.`,
  );
}
