import type { InstallationClient } from '../client/installation-clients.ts';

export type RunnerGroup = {
  readonly id: number;
  readonly name: string;
  /** Whoever names no group gets it. */
  readonly isDefault: boolean;
  /** Those that may use its runners, each with its branch, tag or commit; null: every workflow may. */
  readonly workflows: readonly string[] | null;
};

/** https://docs.github.com/rest/actions/self-hosted-runner-groups#list-self-hosted-runner-groups-for-an-organization */
export async function listGroups(
  octokit: InstallationClient['octokit'],
  org: string,
): Promise<readonly RunnerGroup[]> {
  const found = await octokit.paginate('GET /orgs/{org}/actions/runner-groups', {
    org,
    per_page: 100,
  });
  return found.map(({ id, name, default: isDefault, ...group }) => ({
    id,
    name,
    isDefault,
    workflows: group.restricted_to_workflows === true ? (group.selected_workflows ?? []) : null,
  }));
}
