import { randomBytes } from 'node:crypto';
import type { Account, App, Auth, Installation, Permissions, Token } from '../state/accounts.ts';
import type { Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';

const HOUR_MS = 3_600_000;

/** A token of an installation, good for an hour. */
export function issueInstallationToken(
  world: World,
  given: {
    readonly installation: Installation;
    readonly permissions: Permissions;
    readonly repositoryIds: ReadonlySet<number> | null;
  },
): Token {
  const { installation } = given;
  const auth: Auth = { kind: 'installation', app: installation.app, ...given };
  return remember(world, {
    value: `ghs_${installation.app.id}_${longSecret()}`,
    auth,
    expiresAt: world.clock.now() + HOUR_MS,
  });
}

/** The `GITHUB_TOKEN` of a job, for its repository alone. */
export function issueJobToken(
  world: World,
  {
    repository,
    permissions,
  }: { readonly repository: Repository; readonly permissions: Permissions },
): Token {
  const auth: Auth = {
    kind: 'job',
    app: world.actionsApp,
    installation: null,
    permissions,
    repositoryIds: new Set([repository.id]),
  };
  return remember(world, {
    value: `ghs_${world.actionsApp.id}_${longSecret()}`,
    auth,
    expiresAt: world.clock.now() + 24 * HOUR_MS,
  });
}

/** A user's token: through an App when they signed in to it, else a personal one. */
export function issueUserToken(world: World, account: Account, app: App | null): Token {
  const value = `gh${app === null ? 'p' : 'u'}_${randomBytes(18).toString('hex')}`;
  const expiresAt = app === null ? null : world.clock.now() + 8 * HOUR_MS;
  return remember(world, { value, auth: { kind: 'user', account, app }, expiresAt });
}

function remember(world: World, token: Token): Token {
  world.tokens.set(token.value, token);
  return token;
}

/** GitHub's newer tokens hold a JWT and are of no fixed length. */
function longSecret(): string {
  return [36, 160, 256].map((bytes) => randomBytes(bytes).toString('base64url')).join('.');
}
