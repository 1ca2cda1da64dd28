import type { RepositoryRef } from '../../domain/hosted.ts';
import { refusalOf } from '../client/what-failed.ts';
import type { InstallationClients } from '../client/installation-clients.ts';
import { repositoryRef } from './repository-ref.ts';

/**
 * The repository of this name, if the App is installed on it; else null. Throws when GitHub cannot be asked. A name that
 * a repository had before leads to the one that it is now.
 * https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
 */
export async function findRepository(
  clients: InstallationClients,
  { owner, name }: Pick<RepositoryRef, 'owner' | 'name'>,
): Promise<RepositoryRef | null> {
  const asked = { owner, repo: name };
  try {
    const { data: found } = await clients.asApp().octokit.rest.apps.getRepoInstallation(asked);
    const { octokit } = clients.of(found.id);
    const { data } = await octokit.rest.repos.get(asked);
    return repositoryRef(data, found.id);
  } catch (error) {
    if (refusalOf(error)?.status === 404) return null;
    throw error;
  }
}
