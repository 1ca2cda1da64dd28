import type { App, Installation, UserToken } from '../state/accounts.ts';
import type { World } from '../state/world.ts';
import { accountView } from './account-view.ts';
import { iso, isoOrNull, nodeId, type View } from './scalars.ts';

export function appView(world: World, app: App): View {
  return {
    id: app.id,
    slug: app.slug,
    node_id: nodeId('App', app.id),
    client_id: app.clientId,
    owner: accountView(world, app.owner),
    name: app.name,
    description: '',
    external_url: `${world.urls.server}/apps/${app.slug}`,
    html_url: `${world.urls.server}/apps/${app.slug}`,
    created_at: iso(app.createdAt),
    updated_at: iso(app.createdAt),
    permissions: app.permissions,
    // In suites and check runs, GitHub's description of these events is older than merge groups.
    events: app.events.filter((event) => event !== 'merge_group'),
  };
}

export function installationView(world: World, installation: Installation): View {
  const { id, app, account } = installation;
  const isOrganization = account.type === 'Organization';
  return {
    id,
    client_id: app.clientId,
    account: accountView(world, account),
    repository_selection: installation.selection,
    access_tokens_url: `${world.urls.api}/app/installations/${id}/access_tokens`,
    repositories_url: `${world.urls.api}/installation/repositories`,
    html_url: `${world.urls.server}${isOrganization ? `/organizations/${account.login}` : ''}/settings/installations/${id}`,
    app_id: app.id,
    app_slug: app.slug,
    target_id: account.id,
    target_type: isOrganization ? 'Organization' : 'User',
    permissions: installation.permissions,
    events: installation.events,
    created_at: iso(installation.createdAt),
    updated_at: iso(installation.createdAt),
    single_file_name: null,
    has_multiple_single_files: false,
    single_file_paths: [],
    suspended_by: installation.suspendedAt === null ? null : accountView(world, account),
    suspended_at: isoOrNull(installation.suspendedAt),
  };
}

/** What an App is told of a token of its own. */
export function authorizationView(world: World, { value, auth, expiresAt }: UserToken): View {
  const { account, app } = auth;
  const made = iso(account.createdAt);
  return {
    id: account.id,
    url: `${world.urls.api}/authorizations/${account.id}`,
    app: { client_id: app?.clientId ?? '', name: app?.name ?? '', url: world.urls.server },
    token: value,
    hashed_token: null,
    token_last_eight: value.slice(-8),
    note: null,
    note_url: null,
    created_at: made,
    updated_at: made,
    scopes: [],
    fingerprint: null,
    user: accountView(world, account),
    expires_at: expiresAt === null ? null : iso(expiresAt),
  };
}
