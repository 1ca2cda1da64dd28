import { Hono, type Context } from 'hono';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';
import type { BlobGrant, BlobLinks } from './blob-links.ts';
import { receiveBlob } from './receive-blob.ts';
import { sendBlob } from './send-blob.ts';
import { createStoredBlobs } from './stored-blobs.ts';

/** Serves the links of `createBlobLinks` from the blob store of this app. */
export function blobRoutes(deps: ActionApiDeps, links: BlobLinks): Hono {
  const noteStored = createStoredBlobs(deps.claims);
  const grantOf = (context: Context, method: BlobGrant['method']) =>
    links.read(context.req.query('grant') ?? '', {
      method,
      digest: context.req.param('digest') ?? '',
    });
  return new Hono()
    .get('/:digest', async (context) => {
      const { digest } = await grantOf(context, 'GET');
      return sendBlob(deps, digest);
    })
    .put('/:digest', async (context) => {
      const { digest, size, claim: id } = await grantOf(context, 'PUT');
      const claim = await deps.claims.find(id);
      if (claim === null) throw new Refusal('unknown-claim', 'This attempt is not known any more.');
      await receiveBlob(deps, { digest, size: size ?? 0, body: context.req.raw.body });
      await noteStored(claim, digest);
      return context.body(null, 204);
    });
}
