import { fullNameOf, type World } from '../state/world.ts';
import type { Account } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import { atLeast, roleIn } from '../state/permission-of.ts';
import { accountView } from './account-view.ts';
import { iso, nodeId, type View } from './scalars.ts';

export function apiUrlOf(world: World, repository: Repository): string {
  return `${world.urls.api}/repos/${fullNameOf(repository)}`;
}

export function webUrlOf(world: World, repository: Repository): string {
  return `${world.urls.server}/${fullNameOf(repository)}`;
}

/** A repository as REST answers and webhooks carry it. */
export function repositoryView(world: World, repository: Repository): View {
  const web = webUrlOf(world, repository);
  const open = [...repository.issues.values()].filter((issue) => issue.state === 'open').length;
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullNameOf(repository),
    private: repository.private,
    owner: accountView(world, repository.owner),
    html_url: web,
    description: repository.description,
    fork: repository.forkOf !== null,
    ...linksOf(apiUrlOf(world, repository)),
    created_at: iso(repository.createdAt),
    updated_at: iso(repository.pushedAt),
    pushed_at: iso(repository.pushedAt),
    git_url: `${web.replace(/^https?/, 'git')}.git`,
    ssh_url: `git@github.com:${fullNameOf(repository)}.git`,
    clone_url: `${web}.git`,
    svn_url: web,
    homepage: null,
    size: 1,
    stargazers_count: 0,
    watchers_count: 0,
    language: null,
    has_issues: true,
    has_projects: true,
    has_downloads: true,
    has_wiki: true,
    has_pages: false,
    has_discussions: false,
    forks_count: 0,
    mirror_url: null,
    archived: repository.archived,
    disabled: false,
    open_issues_count: open,
    license: null,
    allow_forking: true,
    is_template: false,
    web_commit_signoff_required: false,
    topics: [],
    visibility: repository.private ? 'private' : 'public',
    forks: 0,
    open_issues: open,
    watchers: 0,
    default_branch: repository.defaultBranch,
    custom_properties: {},
  };
}

/** A repository as events about installations name it. */
export function shortRepositoryView(repository: Repository): View {
  return {
    id: repository.id,
    node_id: nodeId('Repository', repository.id),
    name: repository.name,
    full_name: fullNameOf(repository),
    private: repository.private,
  };
}

/** What `GET /repos/{owner}/{repo}` adds. */
export function fullRepositoryView(
  world: World,
  repository: Repository,
  viewer: Account | null,
): View {
  const role = viewer === null ? null : roleIn(repository, viewer);
  return {
    ...repositoryView(world, repository),
    network_count: 0,
    subscribers_count: 0,
    temp_clone_token: null,
    allow_squash_merge: true,
    allow_merge_commit: true,
    allow_rebase_merge: true,
    allow_auto_merge: false,
    delete_branch_on_merge: false,
    ...(repository.owner.type === 'Organization' && {
      organization: accountView(world, repository.owner),
    }),
    ...(repository.forkOf !== null && {
      parent: repositoryView(world, repository.forkOf),
      source: repositoryView(world, repository.forkOf),
    }),
    permissions: permissionsView(role),
  };
}

export function permissionsView(role: ReturnType<typeof roleIn>): View {
  return {
    admin: atLeast(role, 'admin'),
    maintain: atLeast(role, 'maintain'),
    push: atLeast(role, 'write'),
    triage: atLeast(role, 'triage'),
    pull: true,
  };
}

/** `key` of the view: what follows the repository's address in it. */
const LINKS = {
  url: '',
  forks_url: '/forks',
  keys_url: '/keys{/key_id}',
  collaborators_url: '/collaborators{/collaborator}',
  teams_url: '/teams',
  hooks_url: '/hooks',
  issue_events_url: '/issues/events{/number}',
  events_url: '/events',
  assignees_url: '/assignees{/user}',
  branches_url: '/branches{/branch}',
  tags_url: '/tags',
  blobs_url: '/git/blobs{/sha}',
  git_tags_url: '/git/tags{/sha}',
  git_refs_url: '/git/refs{/sha}',
  trees_url: '/git/trees{/sha}',
  statuses_url: '/statuses/{sha}',
  languages_url: '/languages',
  stargazers_url: '/stargazers',
  contributors_url: '/contributors',
  subscribers_url: '/subscribers',
  subscription_url: '/subscription',
  commits_url: '/commits{/sha}',
  git_commits_url: '/git/commits{/sha}',
  comments_url: '/comments{/number}',
  issue_comment_url: '/issues/comments{/number}',
  contents_url: '/contents/{+path}',
  compare_url: '/compare/{base}...{head}',
  merges_url: '/merges',
  archive_url: '/{archive_format}{/ref}',
  downloads_url: '/downloads',
  issues_url: '/issues{/number}',
  pulls_url: '/pulls{/number}',
  milestones_url: '/milestones{/number}',
  notifications_url: '/notifications{?since,all,participating}',
  labels_url: '/labels{/name}',
  releases_url: '/releases{/id}',
  deployments_url: '/deployments',
} as const;

function linksOf(url: string): View {
  return Object.fromEntries(Object.entries(LINKS).map(([key, rest]) => [key, `${url}${rest}`]));
}
