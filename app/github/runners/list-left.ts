import type { RepositoryRef } from '../../domain/hosted.ts';
import type { LeftRunner } from '../../runtime/ports/hosted/runners.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { eachAlone } from '../../runtime/each-alone.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import { refusalOf } from '../client/what-failed.ts';
import type { RunnerScope, RunnerScopes } from './runner-scope.ts';

/** As machines are named, and their runners with them. */
const NAME = /^mlp-[0-9a-z]{26}$/;

/** Runners of machines, asked for once for each owner where they are the owner's. */
export async function listLeft(
  scopes: RunnerScopes,
  repositories: readonly RepositoryRef[],
  warn: Warn,
): Promise<readonly LeftRunner[]> {
  const asked = new Set<string>();
  const found: LeftRunner[] = [];
  const list = async (repository: RepositoryRef) => {
    const those = await scopes.ask(repository, async (scope, client) => {
      const place = scope === 'organization' ? repository.owner : String(repository.id);
      return asked.has(place)
        ? []
        : listIn(scope, client, repository).finally(() => asked.add(place));
    });
    found.push(...those);
  };
  await eachAlone(repositories, list, (error, { owner, name }) => {
    // Where the App was removed there is nothing to say.
    if (refusalOf(error) !== null) return;
    warn(`runners that are left for ${owner}/${name} could not be listed: ${String(error)}`, {});
  });
  return found;
}

/** https://docs.github.com/rest/actions/self-hosted-runners#list-self-hosted-runners-for-an-organization */
async function listIn(
  scope: RunnerScope,
  { octokit }: InstallationClient,
  repository: RepositoryRef,
): Promise<readonly LeftRunner[]> {
  const { actions } = octokit.rest;
  const { owner, name: repo } = repository;
  const all =
    scope === 'organization'
      ? await octokit.paginate(actions.listSelfHostedRunnersForOrg, { org: owner, per_page: 100 })
      : await octokit.paginate(actions.listSelfHostedRunnersForRepo, {
          owner,
          repo,
          per_page: 100,
        });
  return all
    .filter(({ name }) => NAME.test(name))
    .map(({ id, name, busy: isBusy }) => ({ repository, id, name, isBusy }));
}
