import { found, notFound } from '../http/api-error.ts';
import { noContent, ok, type Handlers } from '../http/handlers.ts';
import { accountOf, type World } from '../state/world.ts';
import { fullAccountView, organizationView } from '../views/account-view.ts';
import { iso } from '../views/scalars.ts';

export const usersHandlers = {
  'users/get-authenticated': ({ world, actor }) => ok(fullAccountView(world, actor.account)),

  'users/get-by-id': ({ world, path }) =>
    ok(fullAccountView(world, found(world.accounts.get(Number(path['account_id']))))),

  'users/get-by-username': ({ world, path }) =>
    ok(fullAccountView(world, found(accountOf(world, path['username'] ?? '')))),

  'orgs/get': ({ world, path }) => {
    const account = organization(world, path['org']);
    return ok({
      ...organizationView(world, account),
      created_at: iso(account.createdAt),
      is_verified: false,
    });
  },

  'orgs/check-membership-for-user': ({ world, path }) => {
    const account = found(accountOf(world, path['username'] ?? ''));
    if (!organization(world, path['org']).members.has(account.id)) throw notFound();
    return noContent();
  },

  'teams/get-membership-for-user-in-org': ({ world, path }) => {
    const team = found(organization(world, path['org']).teams.get(path['team_slug'] ?? ''));
    const account = found(accountOf(world, path['username'] ?? ''));
    if (!team.members.has(account.id)) throw notFound();
    const url = `${world.urls.api}/organizations/${path['org']}/team/${team.id}/memberships/${account.login}`;
    return ok({ state: 'active', role: 'member', url });
  },
} satisfies Handlers;

function organization(world: World, login: string | undefined) {
  const account = found(accountOf(world, login ?? ''));
  if (account.type !== 'Organization') throw notFound();
  return account;
}
