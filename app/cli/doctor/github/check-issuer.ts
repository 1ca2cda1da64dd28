import { createIssuerKeys } from '../../../api/claim/issuer-keys.ts';
import { localClock } from '../../../local/local-clock.ts';
import { ok, problem, type Finding } from '../doctor-finding.ts';
import { reasonOf } from '../reason-of.ts';

/** Whether the keys can be read by which jobs prove who they are; without them no job gets its step. */
export async function checkIssuer(issuer: string): Promise<Finding> {
  const checked = 'issuer of identities';
  try {
    await createIssuerKeys(issuer, localClock)();
    return ok(checked, `${issuer} names its keys`);
  } catch (error) {
    const why = reasonOf(error instanceof Error ? (error.cause ?? error) : error);
    return problem(
      checked,
      `${issuer} does not name its keys (${why}): no job gets its step`,
      'Let this machine reach it, through a proxy if there is one; on an Enterprise Server check GITHUB_URL, or set GITHUB_OIDC_ISSUER.',
    );
  }
}
