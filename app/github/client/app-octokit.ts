import { Octokit } from '@octokit/rest';
import githubAppJwt from 'universal-github-app-jwt';
import type { AppIdentity } from './installation-tokens.ts';

/**
 * A client that speaks as the App itself, not as one of its installations: who it is, where it is installed, what was
 * delivered to it. https://docs.github.com/rest/authentication/endpoints-available-for-github-app-jwts
 */
export function appOctokit({ appId: id, privateKey }: AppIdentity, apiUrl: string): Octokit {
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'mlpipelines' });
  octokit.hook.before('request', async (options) => {
    // Good for ten minutes at most, and made in one millisecond: a new one each time.
    const { token } = await githubAppJwt({ id, privateKey });
    options.headers.authorization = `bearer ${token}`;
  });
  return octokit;
}
