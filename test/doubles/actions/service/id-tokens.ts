import { randomBytes, randomUUID } from 'node:crypto';
import { exportJWK, generateKeyPair, SignJWT, type CryptoKey, type JWK } from 'jose';
import type { Clock } from '../../github/clock.ts';

const ALGORITHM = 'RS256';
// The sample of https://docs.github.com/actions/reference/security/oidc: five minutes, and ten of looking back.
const LIFETIME_S = 300;
const LOOK_BACK_S = 600;

type Grant = { readonly claims: Readonly<Record<string, string>>; readonly audience: string };

/** The OIDC issuer of GitHub Actions: who may ask for an id-token, and what it says. */
export class IdTokens {
  /** Where the issuer answers; known once its server listens. */
  issuer = '';
  readonly #clock: Clock;
  readonly #grants = new Map<string, Grant>();
  readonly #key: CryptoKey;
  readonly #publicKey: JWK;

  private constructor(clock: Clock, key: CryptoKey, publicKey: JWK) {
    this.#clock = clock;
    this.#key = key;
    this.#publicKey = publicKey;
  }

  /** Makes an issuer with a key of its own. */
  static async create(clock: Clock): Promise<IdTokens> {
    const { privateKey, publicKey } = await generateKeyPair(ALGORITHM);
    const jwk = { ...(await exportJWK(publicKey)), kid: randomUUID(), alg: ALGORITHM, use: 'sig' };
    return new IdTokens(clock, privateKey, jwk);
  }

  /** Lets a job ask for tokens with these claims; answers the token to ask with, good until `revoke`. */
  grant(claims: Readonly<Record<string, string>>, audience: string): string {
    const token = randomBytes(48).toString('base64url');
    this.#grants.set(token, { claims, audience });
    return token;
  }

  revoke(token: string): void {
    this.#grants.delete(token);
  }

  /** A signed token for who asks with a granted one; null for anyone else. */
  async sign(token: string, audience: string | null): Promise<string | null> {
    const grant = this.#grants.get(token);
    if (grant === undefined) return null;
    const now = Math.floor(this.#clock.now() / 1000);
    return new SignJWT({ ...grant.claims })
      .setProtectedHeader({ alg: ALGORITHM, kid: this.#publicKey.kid ?? '', typ: 'JWT' })
      .setIssuer(this.issuer)
      .setAudience(audience ?? grant.audience)
      .setJti(randomUUID())
      .setIssuedAt(now)
      .setNotBefore(now - LOOK_BACK_S)
      .setExpirationTime(now + LIFETIME_S)
      .sign(this.#key);
  }

  /** What lies at `/.well-known/openid-configuration`. */
  discovery(): Record<string, unknown> {
    return {
      issuer: this.issuer,
      jwks_uri: `${this.issuer}/.well-known/jwks`,
      subject_types_supported: ['public', 'pairwise'],
      response_types_supported: ['id_token'],
      id_token_signing_alg_values_supported: [ALGORITHM],
      scopes_supported: ['openid'],
    };
  }

  /** What lies at `jwks_uri`. */
  keys(): { readonly keys: readonly JWK[] } {
    return { keys: [this.#publicKey] };
  }
}
