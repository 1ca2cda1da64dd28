import type { Octokit } from '@octokit/rest';

/** The login under which the App comments: its slug and `[bot]`. `app` speaks as the App. Throws what Octokit throws. */
export async function readAppLogin(app: Octokit): Promise<string> {
  const { data } = await app.rest.apps.getAuthenticated();
  const slug = data?.slug;
  if (slug === undefined) throw new Error('GitHub does not say how the App is called.');
  return `${slug}[bot]`;
}
