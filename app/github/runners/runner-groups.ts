import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import { RunnerRefused, type RunnerOrder } from '../../runtime/ports/hosted/runners.ts';
import { refusedWith } from '../client/call-errors.ts';
import type { InstallationClient } from '../client/installation-clients.ts';
import { WORKFLOW_PATH } from '../workflow/workflow-file.ts';
import { listGroups, type RunnerGroup } from './list-groups.ts';
import { serves } from './serves.ts';

/** The group that every organisation has, and the only one of a repository. */
export const DEFAULT_GROUP = 1;

/** Owners change groups seldom, and wait for what they changed. */
const KEPT_MS = 60_000;

type Kept = { readonly group: RunnerGroup | null; readonly at: number };

/** Which group the runners of an organisation's machines join. */
export class RunnerGroups {
  readonly #name: string | null;
  readonly #clock: Pick<Clock, 'now'>;
  readonly #kept = new Map<number, Kept>();

  /** Null: the default one. */
  constructor(name: string | null, clock: Pick<Clock, 'now'>) {
    this.#name = name;
    this.#clock = clock;
  }

  /** Throws a `RunnerRefused` where there is no such group, or where it serves other workflows than the job's: it would wait for ever. */
  async idFor(
    client: InstallationClient,
    repository: RepositoryRef,
    { ref }: Pick<RunnerOrder, 'ref'>,
  ): Promise<number> {
    const name = this.#name;
    if (name === null) return DEFAULT_GROUP;
    const { owner } = repository;
    const group = await this.#find(client, repository, name);
    if (group === null) {
      throw new RunnerRefused(
        `${owner} has no runner group “${name}”, which the operator’s machines file names. An owner of ${owner} can make it under Settings, Actions, Runner groups.`,
      );
    }
    const workflow = `${owner}/${repository.name}/${WORKFLOW_PATH}@${ref}`;
    if (group.workflows === null || serves(group.workflows, workflow)) return group.id;
    throw new RunnerRefused(
      `The runner group “${name}” of ${owner} serves chosen workflows alone, and ${workflow} is none of them. Run it on a branch that is, or let an owner of ${owner} add it to the group under Settings, Actions, Runner groups.`,
    );
  }

  async #find(
    client: InstallationClient,
    { installation, owner }: RepositoryRef,
    name: string,
  ): Promise<RunnerGroup | null> {
    const now = this.#clock.now();
    const kept = this.#kept.get(installation);
    if (kept !== undefined && now - kept.at < KEPT_MS) return kept.group;
    const groups = await listed(client, owner);
    const group = groups.find((each) => each.name.toLowerCase() === name.toLowerCase()) ?? null;
    this.#kept.set(installation, { group, at: now });
    return group;
  }
}

/** 404 is a person's account, which has no groups. With 403 runners of the repository would do too, and be in no group. */
async function listed(
  { octokit }: InstallationClient,
  owner: string,
): Promise<readonly RunnerGroup[]> {
  try {
    return await listGroups(octokit, owner);
  } catch (error) {
    if (refusedWith(error) !== 403) throw error;
    throw new RunnerRefused(
      `The app may not see the runner groups of ${owner}. Grant it \`organization_self_hosted_runners: write\` in the organisation’s installation.`,
      { cause: error },
    );
  }
}
