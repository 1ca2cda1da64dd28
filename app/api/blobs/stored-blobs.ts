import type { Claim, Claims } from '../../runtime/ports/hosted/claims.ts';

/** Writes down what attempts stored: those that end together in one transaction, so that many small files stay cheap. */
export function createStoredBlobs(
  claims: Pick<Claims, 'addBlobs'>,
): (claim: Claim, digest: string) => Promise<void> {
  const waiting = new Map<string, { readonly digests: string[]; readonly kept: Promise<void> }>();
  return (claim, digest) => {
    const known = waiting.get(claim.id);
    if (known !== undefined) {
      known.digests.push(digest);
      return known.kept;
    }
    const digests = [digest];
    const kept = new Promise<void>((resolve) => setImmediate(resolve)).then(() => {
      waiting.delete(claim.id);
      return claims.addBlobs(claim, digests);
    });
    waiting.set(claim.id, { digests, kept });
    return kept;
  };
}
