import { notFound, found, ApiError } from '../http/api-error.ts';
import { grants, holds } from '../http/access/authorize.ts';
import { created, listed, noContent, ok, type Call, type Handlers } from '../http/handlers.ts';
import type { App, Auth, Installation, Permissions, UserToken } from '../state/accounts.ts';
import { accountOf, covers, installationOn, type World } from '../state/world.ts';
import { issueInstallationToken } from '../acts/tokens.ts';
import { canRead, roleIn } from '../state/permission-of.ts';
import { appView, authorizationView, installationView } from '../views/app-view.ts';
import { permissionsView, repositoryView } from '../views/repository-view.ts';
import { iso } from '../views/scalars.ts';

export const appsHandlers = {
  'apps/get-authenticated': ({ world, auth }) => {
    const app = appOf(auth);
    const installations_count = installationsOf(world, app).length;
    return ok({ ...appView(world, app), events: app.events, installations_count });
  },

  'apps/get-by-slug': ({ world, path }) =>
    ok(
      appView(world, found([...world.apps.values()].find(({ slug }) => slug === path['app_slug']))),
    ),

  'apps/list-installations': ({ world, auth }) =>
    listed(installationsOf(world, appOf(auth)), (each) => installationView(world, each)),

  'apps/get-installation': (call) => ok(installationView(call.world, namedInstallation(call))),

  'apps/get-repo-installation': ({ world, auth, repository }) =>
    ok(installationView(world, found(installationOn(world, appOf(auth), repository)))),

  'apps/get-org-installation': (call) => ofAccount(call, call.path['org'] ?? ''),

  'apps/get-user-installation': (call) => ofAccount(call, call.path['username'] ?? ''),

  'apps/create-installation-access-token': (call) => {
    const installation = namedInstallation(call);
    if (installation.suspendedAt !== null)
      throw new ApiError(403, 'This installation has been suspended');
    const permissions = narrowed(installation, call.body.permissions);
    const repositoryIds = chosenRepositories(call, installation);
    const token = issueInstallationToken(call.world, { installation, permissions, repositoryIds });
    const repositories = [...call.world.repositories.values()].filter(
      (each) => repositoryIds?.has(each.id) ?? false,
    );
    return created({
      token: token.value,
      expires_at: iso(token.expiresAt ?? 0),
      permissions,
      repository_selection: repositoryIds === null ? installation.selection : 'selected',
      ...(repositoryIds !== null && {
        repositories: repositories.map((each) => repositoryView(call.world, each)),
      }),
    });
  },

  'apps/check-token': ({ world, auth, body }) =>
    ok(authorizationView(world, ownToken(world, auth, body.access_token))),

  'apps/delete-token': ({ world, auth, body }) => {
    world.tokens.delete(ownToken(world, auth, body.access_token).value);
    return noContent();
  },

  'apps/revoke-installation-access-token': ({ world, auth }) => {
    for (const [value, token] of world.tokens) if (token.auth === auth) world.tokens.delete(value);
    return noContent();
  },

  'apps/list-repos-accessible-to-installation': ({ world, auth }) => {
    if (auth.kind !== 'installation' && auth.kind !== 'job') throw notFound();
    const seen = [...world.repositories.values()].filter((each) => holds(auth, each));
    const more = { repository_selection: auth.installation?.selection ?? 'all' };
    return listed(seen, (each) => repositoryView(world, each), { key: 'repositories', more });
  },

  'apps/list-installations-for-authenticated-user': (call) => {
    const { world, actor } = call;
    const own = [...world.installations.values()].filter(
      (each) => each.app === actor.app && seenBy(call, each).length > 0,
    );
    return listed(own, (each) => installationView(world, each), { key: 'installations' });
  },

  'apps/list-installation-repos-for-authenticated-user': (call) => {
    const { world, actor } = call;
    const installation = found(world.installations.get(Number(call.path['installation_id'])));
    if (installation.app !== actor.app) throw notFound();
    return listed(
      seenBy(call, installation),
      (each) => ({
        ...repositoryView(world, each),
        permissions: permissionsView(roleIn(each, actor.account)),
      }),
      { key: 'repositories' },
    );
  },

  'apps/create-from-manifest': ({ world, path }) => {
    const code = found(world.codes.get(path['code'] ?? ''));
    if (code.kind !== 'manifest') throw notFound();
    world.codes.delete(path['code'] ?? '');
    const { app } = code;
    return created({
      ...appView(world, app),
      client_id: app.clientId,
      client_secret: app.clientSecret,
      webhook_secret: app.webhookSecret,
      pem: app.privateKey,
    });
  },
} satisfies Handlers;

export function appOf(auth: Call['auth']): App {
  if (auth.kind !== 'app') throw notFound();
  return auth.app;
}

function installationsOf(world: World, app: App): Installation[] {
  return [...world.installations.values()].filter((each) => each.app === app);
}

function namedInstallation({ world, auth, path }: Pick<Call, 'world' | 'auth' | 'path'>) {
  const installation = found(world.installations.get(Number(path['installation_id'])));
  if (installation.app !== appOf(auth)) throw notFound();
  return installation;
}

function ofAccount({ world, auth }: Pick<Call, 'world' | 'auth'>, login: string) {
  const account = found(accountOf(world, login));
  const installations = installationsOf(world, appOf(auth));
  return ok(installationView(world, found(installations.find((each) => each.account === account))));
}

function narrowed(installation: Installation, wanted: object | undefined): Permissions {
  if (wanted === undefined) return installation.permissions;
  for (const [name, access] of Object.entries(wanted))
    if (!grants(installation.permissions, `${name}:${String(access)}`))
      throw new ApiError(422, 'The permissions requested are not granted to this installation.');
  return wanted as Permissions;
}

function chosenRepositories(
  { world, body }: Call<'apps/create-installation-access-token'>,
  installation: Installation,
): ReadonlySet<number> | null {
  if (body.repository_ids === undefined && body.repositories === undefined) return null;
  const names = new Set(body.repositories ?? []);
  const ids = new Set(body.repository_ids ?? []);
  const chosen = [...world.repositories.values()].filter(
    (each) => covers(installation, each) && (ids.has(each.id) || names.has(each.name)),
  );
  if (chosen.length !== ids.size + names.size)
    throw new ApiError(
      422,
      'There is at least one repository that does not exist or is not accessible to the parent installation.',
    );
  return new Set(chosen.map(({ id }) => id));
}

function seenBy({ world, actor }: Pick<Call, 'world' | 'actor'>, installation: Installation) {
  return [...world.repositories.values()].filter(
    (each) => covers(installation, each) && canRead(each, actor.account),
  );
}

/** A living token of a person for this very App: of others it says nothing. */
function ownToken(world: World, auth: Auth, value: string): UserToken {
  const token = world.tokens.get(value);
  if (token?.auth.kind !== 'user' || auth.kind !== 'client') throw notFound();
  if (token.auth.app !== auth.app) throw notFound();
  if (token.expiresAt !== null && token.expiresAt <= world.clock.now()) throw notFound();
  return { ...token, auth: token.auth };
}
