import { createRemoteJWKSet, type JWTVerifyGetKey } from 'jose';
import { Refusal } from '../refusal.ts';

const PATIENCE_MS = 10_000;

/** The signing keys of an issuer, found by its discovery document; kept, and read again when it signs with a new one. */
export function createIssuerKeys(issuer: string): () => Promise<JWTVerifyGetKey> {
  let known: Promise<JWTVerifyGetKey> | null = null;
  return async () => {
    known ??= discover(issuer);
    try {
      return await known;
    } catch (cause) {
      known = null;
      throw new Refusal(
        'identity-unavailable',
        "GitHub's signing keys cannot be found just now. The action tries again.",
        { cause },
      );
    }
  };
}

// https://openid.net/specs/openid-connect-discovery-1_0.html#ProviderConfig
async function discover(issuer: string): Promise<JWTVerifyGetKey> {
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
  return createRemoteJWKSet(place, { timeoutDuration: PATIENCE_MS });
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
