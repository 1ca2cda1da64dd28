import { jwtVerify, SignJWT } from 'jose';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';

/** What a link lets its holder do. `size` in bytes, exactly; null when fetching. */
export type BlobGrant = {
  /** The claim of an attempt, or who else holds it (`consumerHolder`, `personHolder`). */
  readonly claim: string;
  readonly method: 'GET' | 'PUT';
  readonly digest: string;
  readonly size: number | null;
};

/** Signed URLs for one blob, one method, one attempt and some minutes, served by this app itself (blob-routes.ts). */
export type BlobLinks = {
  link(grant: BlobGrant): Promise<string>;
  /** What a link grants, if it is one for this method and digest. Throws a `Refusal`. */
  read(token: string, asked: Pick<BlobGrant, 'method' | 'digest'>): Promise<BlobGrant>;
};

const AUDIENCE = 'mlpipelines blob';
const LIFE_S = 15 * 60;

export function createBlobLinks({
  url,
  key,
  clock,
}: Pick<ActionApiDeps, 'url' | 'key' | 'clock'>): BlobLinks {
  return {
    link: async ({ claim, method, digest, size }) => {
      const now = Math.floor(clock.now() / 1000);
      const token = await new SignJWT({ method, digest, size })
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setSubject(claim)
        .setExpirationTime(now + LIFE_S)
        .sign(key);
      return `${url}/api/blobs/${digest}?grant=${token}`;
    },
    read: async (token, { method, digest }) => {
      const { payload } = await jwtVerify(token, key, {
        audience: AUDIENCE,
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'exp'],
        currentDate: new Date(clock.now()),
      }).catch(() => {
        throw invalid();
      });
      const { sub = '', size } = payload;
      if (payload['method'] !== method || payload['digest'] !== digest) throw invalid();
      return { claim: sub, method, digest, size: typeof size === 'number' ? size : null };
    },
  };
}

function invalid(): Refusal {
  return new Refusal(
    'link-invalid',
    'This link is not good for that, or not any more: links live for some minutes. The action asks for a new one.',
  );
}

const CONSUMER = 'consumer ';

/** Who holds links to a model: jobs of another repository, which claimed nothing. */
export function consumerHolder(repository: number): string {
  return `${CONSUMER}${repository}`;
}

const PERSON = 'person ';

/** Who holds links on the command line of somebody who is signed in. */
export function personHolder(person: number): string {
  return `${PERSON}${person}`;
}

/** Whether it is somebody who claimed nothing, and may only fetch. */
export function isReader(holder: string): boolean {
  return holder.startsWith(CONSUMER) || holder.startsWith(PERSON);
}
