import { createRemoteJWKSet, errors, type JWTVerifyGetKey } from 'jose';
import type { Clock } from '../../runtime/ports/clock.ts';
import { Refusal } from '../refusal.ts';

const PATIENCE_MS = 10_000;
/** As long as the issuer does not answer, it is asked no more often, whoever sends claims: they need no right to do so. */
const ASK_AGAIN_MS = 1000;

/** The signing keys of an issuer, found by its discovery document; kept, and read again when it signs with a new one. */
export function createIssuerKeys(
  issuer: string,
  clock: Pick<Clock, 'now'>,
): () => Promise<JWTVerifyGetKey> {
  let known: Promise<JWTVerifyGetKey> | null = null;
  const found = resting(clock, async () => {
    known ??= discover(issuer, clock);
    try {
      return await known;
    } catch (error) {
      known = null;
      throw error;
    }
  });
  return async () => {
    try {
      return await found();
    } catch (cause) {
      throw new Refusal(
        'identity-unavailable',
        "GitHub's signing keys cannot be found just now. The action tries again.",
        { cause },
      );
    }
  };
}

/** Asks; what failed because nobody answered fails the same way for a while, without being asked. */
function resting<Question extends unknown[], Answer>(
  clock: Pick<Clock, 'now'>,
  ask: (...question: Question) => Promise<Answer>,
): (...question: Question) => Promise<Answer> {
  let failed: { readonly until: number; readonly error: unknown } | null = null;
  return async (...question) => {
    if (failed !== null && clock.now() < failed.until) throw failed.error;
    try {
      return await ask(...question);
    } catch (error) {
      if (isAway(error)) failed = { until: clock.now() + ASK_AGAIN_MS, error };
      throw error;
    }
  };
}

/**
 * Whatever jose says of a token itself is not the issuer's doing. Of an answer other than its keys it says no more than
 * that: https://github.com/panva/jose/blob/main/src/jwks/remote.ts
 */
export function isAway(error: unknown): boolean {
  const isOfToken = error instanceof errors.JOSEError && error.code !== errors.JOSEError.code;
  return !isOfToken || error instanceof errors.JWKSTimeout;
}

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
async function discover(issuer: string, clock: Pick<Clock, 'now'>): Promise<JWTVerifyGetKey> {
  const answer = await fetch(`${issuer}/.well-known/openid-configuration`, {
    signal: AbortSignal.timeout(PATIENCE_MS),
    redirect: 'error',
  });
  const document: unknown = await answer.json();
  if (!isDiscovery(document) || document.issuer !== issuer) {
    throw new Error(`${issuer} has no discovery document of its own (HTTP ${answer.status})`);
  }
  const place = new URL(document.jwks_uri);
  if (place.protocol !== new URL(issuer).protocol) {
    throw new Error(`${issuer} names keys at ${place.protocol}, another protocol than its own`);
  }
  // It reads them again for an unknown key twice a minute at most.
  return resting(clock, createRemoteJWKSet(place, { timeoutDuration: PATIENCE_MS }));
}

function isDiscovery(
  value: unknown,
): value is { readonly issuer: string; readonly jwks_uri: string } {
  return (
    typeof value === 'object' &&
    value !== null &&
    'issuer' in value &&
    'jwks_uri' in value &&
    typeof value.jwks_uri === 'string'
  );
}
