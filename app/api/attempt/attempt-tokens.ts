import { errors, jwtVerify, SignJWT } from 'jose';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { Refusal } from '../refusal.ts';

/** Tokens that speak for one claim and nothing else. */
export type AttemptTokens = {
  issue(claim: string): Promise<string>;
  /**
   * The claim it speaks for; throws a `Refusal`. `late`: for heartbeats, which bring a new one, its time may have run out
   * up to a day ago, since an app that was away could renew none.
   */
  read(token: string, when: 'fresh' | 'late'): Promise<TokenContent>;
};
export type TokenContent = { readonly claim: string; readonly isAging: boolean };

const AUDIENCE = 'mlpipelines attempt';
const LIFE_S = 15 * 60;
const LATE_S = 24 * 60 * 60;

/** Signs and reads them. */
export function createAttemptTokens({
  key,
  clock,
}: Pick<ActionApiDeps, 'key' | 'clock'>): AttemptTokens {
  const nowSeconds = () => Math.floor(clock.now() / 1000);
  return {
    issue: (claim) =>
      new SignJWT()
        .setProtectedHeader({ alg: 'HS256' })
        .setAudience(AUDIENCE)
        .setSubject(claim)
        .setIssuedAt(nowSeconds())
        .setExpirationTime(nowSeconds() + LIFE_S)
        .sign(key),
    read: async (token, when) => {
      const { payload } = await jwtVerify(token, key, {
        audience: AUDIENCE,
        algorithms: ['HS256'],
        requiredClaims: ['sub', 'exp', 'iat'],
        currentDate: new Date(clock.now()),
        clockTolerance: when === 'late' ? LATE_S : 0,
      }).catch((error: unknown) => {
        throw refusalOf(error);
      });
      const { sub = '', iat = 0 } = payload;
      return { claim: sub, isAging: nowSeconds() - iat > LIFE_S / 3 };
    },
  };
}

function refusalOf(error: unknown): Refusal {
  if (error instanceof errors.JWTExpired) {
    return new Refusal('token-expired', "The attempt's token has run out; a heartbeat renews it.");
  }
  return new Refusal('token-invalid', 'This token is not one of this app for this attempt.');
}
