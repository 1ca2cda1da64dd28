import { Hono, type Context } from 'hono';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Seats } from '../../wire/seats.ts';
import { visitOf } from '../../wire/visit.ts';
import { Refusal } from '../refusal.ts';
import { isReader, type BlobGrant, type BlobLinks } from './blob-links.ts';
import { receiveBlob } from './receive-blob.ts';
import { sendBlob } from './send-blob.ts';
import { NewestUploads } from './newest-uploads.ts';
import { createStoredBlobs } from './stored-blobs.ts';

/** Of one attempt, of the jobs of one repository that asks for models, or of one person, at once, each a file of its own on this machine; a job fetches sixteen. */
const MOST_FETCHES = 32;
const MOST_FETCHES_OF_ALL = 1000;

/** Serves the links of `createBlobLinks` from the blob store of this app. */
export function blobRoutes(deps: ActionApiDeps, links: BlobLinks): Hono {
  const noteStored = createStoredBlobs(deps.claims);
  const grantOf = async (context: Context, method: BlobGrant['method']) => {
    const digest = context.req.param('digest') ?? '';
    // HEAD would open a file that nobody reads to its end.
    if (context.req.method !== method)
      throw new Refusal('link-invalid', 'This link is not good for that.');
    const { size, claim: id } = await links.read(context.req.query('grant') ?? '', {
      method,
      digest,
    });
    const { vouch, hangUp } = visitOf(context);
    if (method === 'GET' && isReader(id)) {
      vouch(id);
      return { digest, size, holder: id, claim: null, hangUp };
    }
    const claim = await deps.claims.find(id);
    if (claim === null) throw new Refusal('unknown-claim', 'This attempt is not known any more.');
    vouch(`run ${claim.run}`);
    return { digest, size, holder: id, claim, hangUp };
  };
  const seats = new Seats({ each: MOST_FETCHES, all: MOST_FETCHES_OF_ALL });
  const uploads = new NewestUploads();
  return new Hono()
    .get('/:digest', async (context) => {
      const { digest, holder, hangUp } = await grantOf(context, 'GET');
      const leave = seats.take(holder);
      if (typeof leave === 'string') throw tooManyFetches();
      return sendBlob(deps, digest, { hangUp, leave });
    })
    .put('/:digest', async (context) => {
      const { digest, size, holder, claim, hangUp } = await grantOf(context, 'PUT');
      const { body } = context.req.raw;
      await uploads.run(`${holder} ${digest}`, (signal) =>
        receiveBlob(deps, { digest, size: size ?? 0, body, hangUp, signal }),
      );
      if (claim !== null) await noteStored(claim, digest);
      return context.body(null, 204);
    });
}

function tooManyFetches(): Refusal {
  return new Refusal(
    'no-room',
    'More is being fetched than this app has room for just now. The action tries again.',
  );
}
