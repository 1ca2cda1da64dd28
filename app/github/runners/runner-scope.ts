import type { RepositoryRef } from '../../domain/hosted.ts';
import { refusedWith } from '../client/call-errors.ts';
import type { InstallationClients } from '../client/installation-clients.ts';
import { refusalOf } from '../client/what-failed.ts';

/** Where a runner is registered: the least right that will do comes first. */
export type RunnerScope = 'organization' | 'repository';

/**
 * Asks GitHub for an organisation's runners, and for the repository's where the owner is a person, or where the App has only
 * that right. https://docs.github.com/rest/actions/self-hosted-runners
 */
export class RunnerScopes {
  readonly #clients: InstallationClients;
  /** By installation, what it answered to. */
  readonly #known = new Map<number, RunnerScope>();

  constructor(clients: InstallationClients) {
    this.#clients = clients;
  }

  /** What `ask` gives in the first scope that the App may use. Throws what the last one was refused with. */
  async ask<T>(
    { installation }: RepositoryRef,
    ask: (scope: RunnerScope, client: ReturnType<InstallationClients['of']>) => Promise<T>,
  ): Promise<T> {
    const client = this.#clients.of(installation);
    const [first, second] = this.#orderOf(installation);
    try {
      return await this.#kept(installation, first, () => ask(first, client));
    } catch (error) {
      if (!isOfScope(error)) throw error;
      try {
        return await this.#kept(installation, second, () => ask(second, client));
      } catch (other) {
        // What was refused where it usually works says more.
        throw isOfScope(other) && first === 'repository' ? error : other;
      }
    }
  }

  #orderOf(installation: number): readonly [RunnerScope, RunnerScope] {
    return this.#known.get(installation) === 'repository'
      ? ['repository', 'organization']
      : ['organization', 'repository'];
  }

  async #kept<T>(installation: number, scope: RunnerScope, ask: () => Promise<T>): Promise<T> {
    const answer = await ask();
    this.#known.set(installation, scope);
    return answer;
  }
}

/** 404: the owner is no organisation, or the App may not see its runners; 403: it lacks the permission. */
function isOfScope(error: unknown): boolean {
  const status = refusedWith(error);
  return (status === 403 || status === 404) && refusalOf(error) !== null;
}
