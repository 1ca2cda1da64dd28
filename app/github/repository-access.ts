import { Octokit } from '@octokit/rest';
import githubAppJwt from 'universal-github-app-jwt';
import type { RepositoryRef } from '../domain/hosted.ts';
import { refusedWith } from './client/call-errors.ts';
import type { InstallationClients } from './client/installation-clients.ts';
import type { AppIdentity } from './client/installation-tokens.ts';

export type AccessParts = {
  readonly app: AppIdentity;
  /** `https://api.github.com`, or of an Enterprise Server `https://HOST/api/v3`. */
  readonly apiUrl: string;
  readonly clients: InstallationClients;
  /** Whether this app works for an installation. */
  readonly serves: (installation: number) => boolean;
};

/** What pages ask about repositories and people, always anew. Both throw when GitHub cannot be asked. */
export type RepositoryAccess = {
  /** Null: there is no such repository, or the App is not installed on it. */
  readonly findRepository: (owner: string, name: string) => Promise<RepositoryRef | null>;
  /** Whether GitHub lets this person read it. */
  readonly mayRead: (repository: RepositoryRef, login: string) => Promise<boolean>;
};

/** Asks GitHub as the App which repository a name means, and as its installation who may read it. */
export function openRepositoryAccess(parts: AccessParts): RepositoryAccess {
  return {
    findRepository: async (owner, repo) => {
      const installation = await installationOf(parts, owner, repo);
      if (installation === null || !parts.serves(installation)) return null;
      const { rest } = parts.clients.of(installation).octokit;
      const found = await orNull(rest.repos.get({ owner, repo }));
      if (found === null) return null;
      const { id, name, default_branch: defaultBranch } = found.data;
      return { id, installation, owner: found.data.owner.login, name, defaultBranch };
    },
    mayRead: async ({ installation, owner, name: repo }, username) => {
      const { rest } = parts.clients.of(installation).octokit;
      const asked = rest.repos.getCollaboratorPermissionLevel({ owner, repo, username });
      const permission = (await orNull(asked))?.data.permission;
      return permission !== undefined && permission !== 'none';
    },
  };
}

async function installationOf(
  { app, apiUrl }: AccessParts,
  owner: string,
  repo: string,
): Promise<number | null> {
  const { token } = await githubAppJwt({ id: app.appId, privateKey: app.privateKey });
  const { rest } = new Octokit({ baseUrl: apiUrl, userAgent: 'mlpipelines', log: SILENT });
  const headers = { authorization: `bearer ${token}` };
  const found = await orNull(rest.apps.getRepoInstallation({ owner, repo, headers }));
  return found?.data.id ?? null;
}

/** An answer, or null where GitHub says that there is nothing; throws whatever else went wrong. */
async function orNull<T>(asked: Promise<T>): Promise<T | null> {
  try {
    return await asked;
  } catch (error) {
    if (refusedWith(error) === 404) return null;
    throw error;
  }
}

// Every error reaches whoever asked; Octokit's own log would tell it twice.
const ignore = (): void => undefined;
const SILENT = { debug: ignore, info: ignore, warn: ignore, error: ignore };
