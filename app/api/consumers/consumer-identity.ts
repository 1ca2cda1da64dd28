import type { JWTPayload } from 'jose';
import type { ConsumingJob } from '../../domain/policy.ts';
import type { ActionApiDeps } from '../action-api-deps.ts';
import { createTokenVerifier, numberClaim, textClaim } from '../claim/verify-token.ts';
import { Refusal, type RefusalCode } from '../refusal.ts';

/** A job of another repository, as GitHub signs it. */
export type JobOfConsumer = ConsumingJob & { readonly workflowRun: number };

type Deps = Pick<ActionApiDeps, 'url' | 'issuer' | 'clock'>;

/**
 * Who asks for a model: the identity token of a GitHub Actions job, whose audience is this app. It is good as often as it
 * is shown in its five minutes: what it lets a job do, a job may do twice.
 */
export function createConsumerVerifier(deps: Deps): (token: string) => Promise<JobOfConsumer> {
  const verify = createTokenVerifier(deps);
  return async (token) => {
    try {
      return jobOf(await verify(token));
    } catch (error) {
      throw error instanceof Refusal ? inOtherWords(error, deps.url) : error;
    }
  };
}

/** What was shown as a token, which nothing has looked at yet. Throws where there is none: that costs nothing. */
export function bearerOf(authorization: string | undefined, url: string): string {
  const [, header, payload, signature] =
    /^Bearer ([\w-]{1,1024})\.([\w-]{1,14000})\.([\w-]{1,1360})$/.exec(authorization ?? '') ?? [];
  if (header === undefined || payload === undefined || signature === undefined) {
    throw new Refusal(
      'no-token',
      `Ask with \`Authorization: Bearer\` and an identity token of a GitHub Actions job whose audience is ${url}.`,
    );
  }
  return `${header}.${payload}.${signature}`;
}

function jobOf(payload: JWTPayload): JobOfConsumer {
  const environment = payload['environment'];
  return {
    repository: textClaim(payload, 'repository'),
    repositoryId: numberClaim(payload, 'repository_id'),
    workflowRun: numberClaim(payload, 'run_id'),
    ref: textClaim(payload, 'ref'),
    environment: typeof environment === 'string' && environment !== '' ? environment : null,
  };
}

/** The same reasons, for whoever does not use our action. */
function inOtherWords(refusal: Refusal, url: string): Refusal {
  const words: Partial<Record<RefusalCode, string>> = {
    'wrong-audience': `The token is meant for another address. Request it with the audience ${url}.`,
    'identity-signature': 'The token is not signed by GitHub.',
    'identity-expired': 'The token is older than its five minutes. Request a new one.',
    'identity-unavailable':
      "GitHub's signing keys cannot be read just now. Ask again in some seconds.",
  };
  const text = words[refusal.code];
  return text === undefined ? refusal : new Refusal(refusal.code, text, { cause: refusal });
}
