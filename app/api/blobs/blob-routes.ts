import { Hono, type Context } from 'hono';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { visitOf } from '../../wire/visit.ts';
import { Refusal } from '../refusal.ts';
import type { BlobGrant, BlobLinks } from './blob-links.ts';
import { receiveBlob } from './receive-blob.ts';
import { sendBlob } from './send-blob.ts';
import { createStoredBlobs } from './stored-blobs.ts';

/** Serves the links of `createBlobLinks` from the blob store of this app. */
export function blobRoutes(deps: ActionApiDeps, links: BlobLinks): Hono {
  const noteStored = createStoredBlobs(deps.claims);
  const grantOf = async (context: Context, method: BlobGrant['method']) => {
    const digest = context.req.param('digest') ?? '';
    // HEAD would open a file that nobody reads to its end.
    if (context.req.method !== method)
      throw new Refusal('link-invalid', 'This link is not good for that.');
    const grant = await links.read(context.req.query('grant') ?? '', { method, digest });
    const { vouch, hangUp } = visitOf(context);
    vouch();
    return { ...grant, hangUp };
  };
  return new Hono()
    .get('/:digest', async (context) => {
      const { digest, hangUp } = await grantOf(context, 'GET');
      return sendBlob(deps, digest, hangUp);
    })
    .put('/:digest', async (context) => {
      const { digest, size, claim: id, hangUp } = await grantOf(context, 'PUT');
      const claim = await deps.claims.find(id);
      if (claim === null) throw new Refusal('unknown-claim', 'This attempt is not known any more.');
      const { body } = context.req.raw;
      await receiveBlob(deps, { digest, size: size ?? 0, body, hangUp });
      await noteStored(claim, digest);
      return context.body(null, 204);
    });
}
