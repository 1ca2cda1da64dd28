import type { Account } from '../state/accounts.ts';
import type { World } from '../state/world.ts';
import { iso, nodeId, type View } from './scalars.ts';

/** `simple-user`, which every object of GitHub carries for its author. */
export function accountView({ urls }: World, account: Account): View {
  const { id, login, type } = account;
  const url = `${urls.api}/users/${encodeURIComponent(login)}`;
  const bot = login.replace(/\[bot\]$/, '');
  return {
    login,
    id,
    node_id: nodeId(type, id),
    avatar_url: `${urls.server}/avatars/${id}`,
    gravatar_id: '',
    url,
    html_url: `${urls.server}/${type === 'Bot' ? `apps/${bot}` : login}`,
    followers_url: `${url}/followers`,
    following_url: `${url}/following{/other_user}`,
    gists_url: `${url}/gists{/gist_id}`,
    starred_url: `${url}/starred{/owner}{/repo}`,
    subscriptions_url: `${url}/subscriptions`,
    organizations_url: `${url}/orgs`,
    repos_url: `${url}/repos`,
    events_url: `${url}/events{/privacy}`,
    received_events_url: `${url}/received_events`,
    type,
    user_view_type: 'public',
    site_admin: false,
  };
}

/** What `GET /user` and `GET /users/{username}` add. */
export function fullAccountView(world: World, account: Account): View {
  return {
    ...accountView(world, account),
    name: account.name,
    company: null,
    blog: '',
    location: null,
    email: account.type === 'User' ? account.email : null,
    hireable: null,
    bio: null,
    twitter_username: null,
    public_repos: [...world.repositories.values()].filter((each) => each.owner === account).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    created_at: iso(account.createdAt),
    updated_at: iso(account.createdAt),
  };
}

export function organizationView(world: World, account: Account): View {
  const url = `${world.urls.api}/orgs/${account.login}`;
  return {
    login: account.login,
    id: account.id,
    node_id: nodeId('Organization', account.id),
    url,
    repos_url: `${url}/repos`,
    events_url: `${url}/events`,
    hooks_url: `${url}/hooks`,
    issues_url: `${url}/issues`,
    members_url: `${url}/members{/member}`,
    public_members_url: `${url}/public_members{/member}`,
    avatar_url: `${world.urls.server}/avatars/${account.id}`,
    description: account.name,
    name: account.name ?? account.login,
    html_url: `${world.urls.server}/${account.login}`,
    has_organization_projects: true,
    has_repository_projects: true,
    public_repos: [...world.repositories.values()].filter((each) => each.owner === account).length,
    public_gists: 0,
    followers: 0,
    following: 0,
    type: 'Organization',
    created_at: iso(account.createdAt),
    updated_at: iso(account.createdAt),
    archived_at: null,
  };
}
