import { ApiError, found } from '../http/api-error.ts';
import { listed, ok, type Handlers } from '../http/handlers.ts';
import { listRefs, readCommit, resolveCommit } from '../git/read-objects.ts';
import type { Role } from '../state/accounts.ts';
import type { Protection, Repository } from '../state/repository.ts';
import { roleIn } from '../state/permission-of.ts';
import { accountOf, type World } from '../state/world.ts';
import { accountView } from '../views/account-view.ts';
import { commitView } from '../views/commit-view.ts';
import {
  apiUrlOf,
  fullRepositoryView,
  permissionsView,
  webUrlOf,
} from '../views/repository-view.ts';
import type { View } from '../views/scalars.ts';

export const reposHandlers = {
  'repos/get': ({ world, repository, auth }) =>
    ok(fullRepositoryView(world, repository, auth.kind === 'user' ? auth.account : null)),

  'repos/list-branches': async ({ world, repository, query }) => {
    const refs = await listRefs(repository.gitDir, 'refs/heads/');
    const branches = [...refs].map(([ref, sha]) => ({ name: ref.slice(11), sha }));
    const isWanted = query['protected'] === 'true';
    const shown = isWanted
      ? branches.filter(({ name }) => repository.protections.has(name))
      : branches;
    return listed(shown, (branch) => shortBranchView(world, repository, branch));
  },

  'repos/get-branch': async ({ world, repository, path }) => {
    const name = path['branch'] ?? '';
    const sha = found(await resolveCommit(repository.gitDir, `refs/heads/${name}`));
    const commit = found(await readCommit(repository.gitDir, sha));
    const url = `${apiUrlOf(world, repository)}/branches/${name}`;
    return ok({
      ...shortBranchView(world, repository, { name, sha }),
      commit: commitView(world, repository, commit),
      _links: { html: `${webUrlOf(world, repository)}/tree/${name}`, self: url },
      protection: { enabled: repository.protections.has(name) },
      protection_url: `${url}/protection`,
    });
  },

  'repos/get-branch-protection': ({ world, repository, path }) => {
    const name = path['branch'] ?? '';
    const url = `${apiUrlOf(world, repository)}/branches/${name}/protection`;
    return ok(protectionView(url, found(repository.protections.get(name))));
  },

  // Of rulesets alone: a classic protection rule is not told here.
  // https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
  // Of the words: https://github.com/github/branch-deploy/pull/345
  'repos/get-branch-rules': ({ repository, path }) => {
    if (!repository.offersRules) {
      throw new ApiError(
        403,
        'Upgrade to GitHub Pro or make this repository public to enable this feature.',
      );
    }
    const protection = repository.protections.get(path['branch'] ?? '');
    return listed(protection === undefined ? [] : rulesOf(protection), (rule) => ({
      ...rule,
      ruleset_source_type: 'Repository',
      ruleset_source: repository.name,
      ruleset_id: 1,
    }));
  },

  'repos/get-collaborator-permission-level': ({ world, repository, path }) => {
    const account = found(accountOf(world, path['username'] ?? ''));
    const role = roleIn(repository, account) ?? (repository.private ? null : 'read');
    return ok({
      permission: role === null ? 'none' : PERMISSIONS[role],
      role_name: role ?? 'none',
      user: {
        ...accountView(world, account),
        permissions: permissionsView(role),
        role_name: role ?? 'none',
      },
    });
  },
} satisfies Handlers;

/** The older, shorter list of roles. */
const PERMISSIONS: Readonly<Record<Role, string>> = {
  read: 'read',
  triage: 'read',
  write: 'write',
  maintain: 'write',
  admin: 'admin',
};

function shortBranchView(
  world: World,
  repository: Repository,
  { name, sha }: { readonly name: string; readonly sha: string },
): View {
  return {
    name,
    commit: { sha, url: `${apiUrlOf(world, repository)}/commits/${sha}` },
    protected: repository.protections.has(name),
  };
}

function rulesOf({ approvals, restricted, byRuleset }: Protection): View[] {
  const reviewed = {
    type: 'pull_request',
    parameters: {
      dismiss_stale_reviews_on_push: false,
      require_code_owner_review: false,
      require_last_push_approval: false,
      required_approving_review_count: approvals,
      required_review_thread_resolution: false,
    },
  };
  return [
    ...(byRuleset === true ? [reviewed] : []),
    ...(restricted
      ? [{ type: 'update', parameters: { update_allows_fetch_and_merge: false } }]
      : []),
  ];
}

function protectionView(url: string, { approvals, checks }: Protection): View {
  return {
    url,
    ...(checks.length > 0 && {
      required_status_checks: {
        url: `${url}/required_status_checks`,
        strict: false,
        contexts: checks,
        contexts_url: `${url}/required_status_checks/contexts`,
        checks: checks.map((context) => ({ context, app_id: null })),
      },
    }),
    ...(approvals > 0 && {
      required_pull_request_reviews: {
        url: `${url}/required_pull_request_reviews`,
        dismiss_stale_reviews: false,
        require_code_owner_reviews: false,
        required_approving_review_count: approvals,
        require_last_push_approval: false,
      },
    }),
    enforce_admins: { url: `${url}/enforce_admins`, enabled: true },
    required_linear_history: { enabled: false },
    allow_force_pushes: { enabled: false },
    allow_deletions: { enabled: false },
  };
}
