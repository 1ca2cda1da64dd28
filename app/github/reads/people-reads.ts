import type { Octokit } from '@octokit/rest';
import type { Person } from '../../runtime/ports/provenance.ts';
import { refusalOf } from '../client/what-failed.ts';
import type { GitHubApi, Permission, RepositoryName } from './api-port.ts';
import { orNull, place } from './asked-of.ts';

type PeopleReads = Pick<GitHubApi, 'permission' | 'loginOf' | 'personCalled' | 'membership'>;

/** What GitHub says of people. It is asked by login and answers with the number, which alone says who they are. */
export function peopleReads({ rest }: Pick<Octokit, 'rest'>): PeopleReads {
  return {
    permission: (at, person) => readPermission(rest, at, person),
    loginOf: (person) => loginOf(rest, person),
    // https://docs.github.com/rest/users/users#get-a-user
    personCalled: async (username) => {
      const answer = await orNull(rest.users.getByUsername({ username }));
      if (answer === null) return null;
      const { id, login, type } = answer.data;
      return { id, login, isBot: type !== 'User' };
    },
    membership: async ({ organization: org, slug: team_slug }, username) => {
      try {
        const asked = { org, team_slug, username };
        const { data } = await rest.teams.getMembershipForUserInOrg(asked);
        return data.state === 'active' ? 'member' : 'none';
      } catch (error) {
        const status = refusalOf(error)?.status;
        if (status === 404) return 'none';
        if (status === 403) return 'hidden';
        throw error;
      }
    },
  };
}

type Rest = Octokit['rest'];

/** Under the login that was seen; where nobody has it, or somebody else, under the one of today. */
async function readPermission(rest: Rest, at: RepositoryName, person: Person): Promise<Permission> {
  if (person.id === null) return 'none';
  const seen = await permissionUnder(rest, at, person.login);
  if (seen?.id === person.id) return seen.permission;
  const login = await loginOf(rest, person);
  if (login === null || login === person.login) return 'none';
  const today = await permissionUnder(rest, at, login);
  return today?.id === person.id ? today.permission : 'none';
}

/** https://docs.github.com/rest/collaborators/collaborators#get-repository-permissions-for-a-user */
async function permissionUnder(rest: Rest, at: RepositoryName, username: string) {
  const asked = rest.repos.getCollaboratorPermissionLevel({ ...place(at), username });
  const answer = await orNull(asked);
  if (answer === null) return null;
  const { permission, user } = answer.data;
  return { id: user?.id ?? null, permission: permissionOf(permission) };
}

/** https://docs.github.com/rest/users/users#get-a-user-using-their-id */
async function loginOf({ users }: Rest, { id }: Person): Promise<string | null> {
  if (id === null) return null;
  return (await orNull(users.getById({ account_id: id })))?.data.login ?? null;
}

function permissionOf(text: string): Permission {
  return text === 'admin' || text === 'write' || text === 'read' ? text : 'none';
}
