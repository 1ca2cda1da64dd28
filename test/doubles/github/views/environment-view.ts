import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { accountView } from './account-view.ts';
import { apiUrlOf, webUrlOf } from './repository-view.ts';
import { iso, nodeId, type View } from './scalars.ts';

/** https://docs.github.com/rest/deployments/environments */
export function environmentView(world: World, repository: Repository, name: string): View {
  const rules = repository.environments.get(name);
  const names = [...repository.environments.keys(), ...repository.environmentSecrets.keys()];
  const id = repository.id * 1000 + names.indexOf(name);
  const created = iso(repository.createdAt);
  const reviewers = [...(rules?.reviewers ?? [])].flatMap((each) => {
    const account = world.accounts.get(each);
    return account === undefined ? [] : [{ type: 'User', reviewer: accountView(world, account) }];
  });
  return {
    id,
    node_id: nodeId('Environment', id),
    name,
    url: `${apiUrlOf(world, repository)}/environments/${encodeURIComponent(name)}`,
    html_url: `${webUrlOf(world, repository)}/deployments/activity_log?environments_filter=${encodeURIComponent(name)}`,
    created_at: created,
    updated_at: created,
    protection_rules: [
      ...(reviewers.length === 0
        ? []
        : [
            {
              id: id + 1,
              node_id: nodeId('Gate', id + 1),
              prevent_self_review: false,
              type: 'required_reviewers',
              reviewers,
            },
          ]),
      ...(rules === undefined || rules.waitMs === 0
        ? []
        : [
            {
              id: id + 2,
              node_id: nodeId('Gate', id + 2),
              type: 'wait_timer',
              wait_timer: Math.round(rules.waitMs / 60_000),
            },
          ]),
    ],
    deployment_branch_policy: null,
  };
}
