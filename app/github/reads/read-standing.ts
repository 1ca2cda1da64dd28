import type { RepositoryRef } from '../../domain/hosted.ts';
import type { InstallationClients } from '../client/installation-clients.ts';
import { refusalOf } from '../client/what-failed.ts';
import { repositoryRef } from './repository-ref.ts';

/** How a repository stands with the App now, whatever was told of it, in whatever order. */
export type Standing =
  | { readonly type: 'well' | 'archived'; readonly repository: RepositoryRef }
  | { readonly type: 'suspended' }
  /** It is gone, or the App is not installed on it any more. */
  | { readonly type: 'left' };

/**
 * Asks GitHub for the repository that had this name, and who has it. Throws when GitHub does not answer, or refuses to say:
 * for the address that is asked from, or for a law, nothing is over.
 * https://docs.github.com/rest/apps/apps#get-a-repository-installation-for-the-authenticated-app
 */
export async function readStanding(
  clients: Pick<InstallationClients, 'of' | 'asApp'>,
  { id, owner, name }: Pick<RepositoryRef, 'id' | 'owner' | 'name'>,
): Promise<Standing> {
  const asked = { owner, repo: name };
  // As the App itself: what is public an installation sees also where it is not installed.
  const { apps } = clients.asApp().octokit.rest;
  const found = await orOver(apps.getRepoInstallation(asked));
  if ('type' in found) return found;
  const { id: installation, suspended_at: suspendedAt } = found.data;
  if (suspendedAt !== null) return { type: 'suspended' };
  const { octokit } = clients.of(installation);
  const seen = await orOver(octokit.rest.repos.get(asked));
  if ('type' in seen) return seen;
  // The name may be another repository's by now.
  if (seen.data.id !== id) return LEFT;
  const repository = repositoryRef(seen.data, installation);
  return { type: seen.data.archived ? 'archived' : 'well', repository };
}

/** Whether an installation is the App's, and may be used. */
export async function readInstallation(
  clients: Pick<InstallationClients, 'asApp'>,
  installation: number,
): Promise<'well' | 'suspended' | 'left'> {
  const { apps } = clients.asApp().octokit.rest;
  const found = await orOver(apps.getInstallation({ installation_id: installation }));
  if ('type' in found) return found.type;
  return found.data.suspended_at === null ? 'well' : 'suspended';
}

type Over = Extract<Standing, { type: 'suspended' | 'left' }>;

const LEFT: Over = { type: 'left' };

/** What GitHub answers, or what its refusal says is over. */
async function orOver<T extends { readonly data: unknown }>(asked: Promise<T>): Promise<T | Over> {
  try {
    return await asked;
  } catch (error) {
    const reason = refusalOf(error)?.reason;
    if (reason === 'suspended') return { type: 'suspended' };
    if (reason === 'gone' || reason === 'uninstalled') return LEFT;
    throw error;
  }
}
