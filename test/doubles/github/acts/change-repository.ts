import { rmSync } from 'node:fs';
import { runGit } from '../git/run-git.ts';
import { deliverTo, emit } from '../hooks/emit.ts';
import type { Account, Actor } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import { covers, fullNameOf, type World } from '../state/world.ts';
import { accountView, organizationView } from '../views/account-view.ts';
import { installationView } from '../views/app-view.ts';
import { shortRepositoryView } from '../views/repository-view.ts';

/** Makes a repository read-only, or takes that back. */
export function setArchived(
  world: World,
  repository: Repository,
  { archived, actor }: { readonly archived: boolean; readonly actor: Actor },
): void {
  if (repository.archived === archived) return;
  repository.archived = archived;
  const action = archived ? 'archived' : 'unarchived';
  emit(world, { event: 'repository', action, repository, sender: actor, about: {} });
}

/** GitHub leads on from the old name until another repository is called so. */
export function renameRepository(
  world: World,
  repository: Repository,
  { name, actor }: { readonly name: string; readonly actor: Actor },
): void {
  const changes = { repository: { name: { from: repository.name } } };
  repository.formerNames.add(fullNameOf(repository).toLowerCase());
  repository.name = name;
  const told = { event: 'repository', action: 'renamed', about: { changes } };
  emit(world, { ...told, repository, sender: actor });
}

/**
 * Makes another branch the default one, which is told of as an edit:
 * https://docs.github.com/webhooks/webhook-events-and-payloads?actionType=edited#repository
 */
export async function changeDefaultBranch(
  world: World,
  repository: Repository,
  { branch, actor }: { readonly branch: string; readonly actor: Actor },
): Promise<void> {
  const changes = { default_branch: { from: repository.defaultBranch } };
  await runGit(repository.gitDir, ['symbolic-ref', 'HEAD', `refs/heads/${branch}`]);
  repository.defaultBranch = branch;
  const told = { event: 'repository', action: 'edited', about: { changes } };
  emit(world, { ...told, repository, sender: actor });
}

/**
 * Hands a repository to another owner. The event goes to the new owner alone, where the App is installed on all of theirs:
 * https://docs.github.com/webhooks/webhook-events-and-payloads?actionType=transferred#repository
 */
export function transferRepository(
  world: World,
  repository: Repository,
  { to, actor }: { readonly to: Account; readonly actor: Actor },
): void {
  const { owner } = repository;
  const kind = owner.type === 'Organization' ? 'organization' : 'user';
  const from = kind === 'user' ? accountView(world, owner) : organizationView(world, owner);
  leaveInstallations(world, repository, actor);
  repository.formerNames.add(fullNameOf(repository).toLowerCase());
  repository.owner = to;
  const about = { changes: { owner: { from: { [kind]: from } } } };
  emit(world, { event: 'repository', action: 'transferred', repository, sender: actor, about });
}

/** Apps hear of it, whatever the documentation says: https://github.com/github/docs/issues/36991 */
export function removeRepository(world: World, repository: Repository, actor: Actor): void {
  emit(world, { event: 'repository', action: 'deleted', repository, sender: actor, about: {} });
  leaveInstallations(world, repository, actor);
  world.repositories.delete(repository.id);
  rmSync(repository.gitDir, { recursive: true, force: true });
}

function leaveInstallations(world: World, repository: Repository, actor: Actor): void {
  for (const installation of world.installations.values()) {
    if (installation.selection === 'all' || !covers(installation, repository)) continue;
    installation.repositoryIds.delete(repository.id);
    deliverTo(world, installation, {
      event: 'installation_repositories',
      action: 'removed',
      payload: {
        action: 'removed',
        installation: installationView(world, installation),
        repository_selection: installation.selection,
        repositories_added: [],
        repositories_removed: [shortRepositoryView(repository)],
        requester: null,
        sender: accountView(world, actor.account),
      },
    });
  }
}
