import { createAppAuth } from '@octokit/auth-app';
import { Octokit } from '@octokit/rest';
import { expect, onTestFinished } from 'vitest';
import { openGitHub, type GitHub, type GitHubOptions } from '../open-github.ts';
import type { SeededApp } from '../people/seeded-app.ts';

/** A GitHub for one test, which fails when anything went against GitHub's description. */
export async function openTestGitHub(options: GitHubOptions = {}): Promise<GitHub> {
  const github = await openGitHub(options);
  onTestFinished(async () => {
    await github.settled();
    await github.close();
    expect(github.problems()).toEqual([]);
  });
  return github;
}

/** A real client with the rights of an App's installation. */
export function clientOf(github: GitHub, app: SeededApp, installationId?: number): Octokit {
  return new Octokit({
    baseUrl: github.apiUrl,
    authStrategy: createAppAuth,
    auth: {
      appId: app.record.id,
      privateKey: app.record.privateKey,
      ...(installationId !== undefined && { installationId }),
    },
    log: SILENT,
  });
}

/** A real client of a person. */
export function clientOfUser(github: GitHub, login: string): Octokit {
  return clientOfToken(github, github.user(login).token());
}

export function clientOfToken(github: GitHub, token: string): Octokit {
  return new Octokit({ baseUrl: github.apiUrl, auth: token, log: SILENT });
}

const nothing = () => {};
const SILENT = { debug: nothing, info: nothing, warn: nothing, error: nothing };
