import type { Account } from '../state/accounts.ts';
import type { World } from '../state/world.ts';
import { nodeId } from '../views/scalars.ts';

/** GraphQL calls bots by their name alone, without REST's `[bot]`. */
export function actorNode({ urls }: World, account: Account) {
  const login = account.login.replace(/\[bot\]$/, '');
  return {
    __typename: account.type,
    id: nodeId(account.type, account.id),
    databaseId: account.id,
    login,
    url: `${urls.server}/${login}`,
    avatarUrl: `${urls.server}/avatars/${account.id}`,
    name: account.name,
  };
}
