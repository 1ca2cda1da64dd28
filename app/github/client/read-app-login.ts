import { Octokit } from '@octokit/rest';
import githubAppJwt from 'universal-github-app-jwt';
import type { AppIdentity } from './installation-tokens.ts';

/** The login under which the App comments: its slug and `[bot]`. Throws what Octokit throws. */
export async function readAppLogin(
  { appId: id, privateKey }: AppIdentity,
  apiUrl: string,
): Promise<string> {
  const { token } = await githubAppJwt({ id, privateKey });
  const octokit = new Octokit({ baseUrl: apiUrl, userAgent: 'mlpipelines' });
  const { data } = await octokit.rest.apps.getAuthenticated({
    headers: { authorization: `bearer ${token}` },
  });
  const slug = data?.slug;
  if (slug === undefined) throw new Error('GitHub does not say how the App is called.');
  return `${slug}[bot]`;
}
