import { errors, jwtVerify, type JWTPayload } from 'jose';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { messageOf } from '../../../text/message-of.ts';
import { Refusal } from '../refusal.ts';
import { createIssuerKeys, isAway } from './issuer-keys.ts';

/** What clocks may differ by. */
export const SKEW_S = 60;

/**
 * Checks identity tokens of GitHub Actions: signature, issuer, audience and time. Gives what they say.
 * https://docs.github.com/en/actions/reference/security/oidc
 */
export function createTokenVerifier({
  url,
  issuer,
  clock,
}: Pick<ActionApiDeps, 'url' | 'issuer' | 'clock'>): (token: string) => Promise<JWTPayload> {
  const keys = createIssuerKeys(issuer, clock);
  return async (token) => {
    const resolve = await keys();
    const { payload } = await jwtVerify(token, resolve, {
      issuer,
      audience: url,
      algorithms: ['RS256'],
      clockTolerance: SKEW_S,
      currentDate: new Date(clock.now()),
      requiredClaims: ['exp', 'nbf', 'jti'],
    }).catch((error: unknown) => {
      throw refusalOf(error);
    });
    return payload;
  };
}

/** A text that a token says; throws a `Refusal` where it does not. */
export function textClaim(payload: JWTPayload, name: string): string {
  const value = payload[name];
  if (typeof value === 'string' && value !== '') return value;
  throw unreadable(`it does not say ${name}`);
}

/** A number that a token says, as GitHub writes them. */
export function numberClaim(payload: JWTPayload, name: string): number {
  const value = payload[name];
  const text = typeof value === 'number' ? String(value) : value;
  if (typeof text === 'string' && /^[1-9]\d{0,15}$/.test(text)) return Number(text);
  throw unreadable(`it does not say ${name}`);
}

const BY_CLAIM: Readonly<Record<string, () => Refusal>> = {
  iss: () =>
    new Refusal(
      'wrong-issuer',
      "The job's identity was signed by another GitHub than this app serves. Check the app's setting of the token issuer.",
    ),
  aud: () =>
    new Refusal(
      'wrong-audience',
      "The job's identity is meant for another address. The input `app` of the action must be the app's address, to the letter.",
    ),
  exp: expired,
  nbf: () =>
    new Refusal(
      'identity-too-early',
      "The job's identity is not valid yet: the app's clock is more than a minute behind GitHub's. Set it right.",
    ),
};

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) return expired();
  if (error instanceof errors.JWTClaimValidationFailed) {
    return BY_CLAIM[error.claim]?.() ?? unreadable(error.message);
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JWKSNoMatchingKey ||
    error instanceof errors.JOSEAlgNotAllowed
  ) {
    return new Refusal(
      'identity-signature',
      "The job's identity is not signed by GitHub. Only jobs that this app dispatched can claim work.",
      { cause: error },
    );
  }
  return isAway(error) ? unavailable(error) : unreadable(messageOf(error));
}

function expired(): Refusal {
  return new Refusal(
    'identity-expired',
    "The job's identity is older than its five minutes, or the app's clock runs ahead. The action asks for a new one at each try.",
  );
}

function unavailable(cause: unknown): Refusal {
  return new Refusal(
    'identity-unavailable',
    "GitHub's signing keys cannot be read just now. The action tries again.",
    { cause },
  );
}

function unreadable(why: string): Refusal {
  return new Refusal(
    'identity-unreadable',
    `This is not an identity of a GitHub Actions job: ${why}. The job needs \`permissions: id-token: write\`; on GitHub Enterprise Server 3.20 or newer.`,
  );
}
