import type { Octokit } from '@octokit/rest';
import {
  openInstallationClients,
  type InstallationClients,
} from '../../../github/client/installation-clients.ts';
import { localClock } from '../../../local/local-clock.ts';
import { appNeeds, type AppNeeds } from '../../../server/setup/app-needs.ts';
import type { AppCredentials, ServerConfig } from '../../../server/server-config.ts';
import { messageOf } from '../../../../text/message-of.ts';
import { problem, type Finding, type Section } from '../doctor-finding.ts';
import { askApp, askHook, askInstallations, type AppFacts } from './ask-github.ts';
import { askRunner } from './ask-runner.ts';
import { judgeApp, judgeRegistration } from './judge-app.ts';
import { judgeHook } from './judge-hook.ts';
import { judgeInstallations } from './judge-installations.ts';
import { judgeRunner } from './judge-runner.ts';

export type GitHubDeps = {
  readonly config: ServerConfig;
  readonly credentials: AppCredentials;
  readonly hasMachines: boolean;
};

/** What GitHub says of the App and of those who installed it. */
export async function checkGitHub(deps: GitHubDeps): Promise<Section> {
  const { config, credentials } = deps;
  const apiUrl = config.github.api;
  const clients = openInstallationClients({
    app: credentials,
    apiUrl,
    clock: localClock,
    counted: () => {},
  });
  const facts = await askApp(clients);
  const found = judgeApp(facts);
  const more = facts.app.ok ? await checkMore(clients, facts.app.value, deps) : [];
  return { subject: `GitHub, ${apiUrl}`, findings: [...found, ...more] };
}

async function checkMore(
  clients: InstallationClients,
  app: AppFacts,
  { config, hasMachines }: GitHubDeps,
): Promise<readonly Finding[]> {
  const needs = appNeeds();
  const { octokit } = clients.asApp();
  return [
    ...judgeRegistration(app, needs.permissions, needs.events),
    ...(await orProblem('webhooks', async () => judgeHook(await askHook(octokit), config.url))),
    ...(await orProblem('installations', () =>
      checkInstallations({ clients, octokit, app, needs }, config, hasMachines),
    )),
  ];
}

type Asking = {
  readonly clients: InstallationClients;
  readonly octokit: Octokit;
  readonly app: AppFacts;
  readonly needs: AppNeeds;
};

async function checkInstallations(
  { clients, octokit, app, needs }: Asking,
  { installations: served }: ServerConfig,
  hasMachines: boolean,
): Promise<readonly Finding[]> {
  const found = await askInstallations(octokit);
  const judged = judgeInstallations(found, needs.permissions, {
    served,
    asked: app.permissions,
    hasMachines,
  });
  const those = found.filter(({ id, isSuspended }) => !isSuspended && (served?.has(id) ?? true));
  return hasMachines ? [...judged, ...judgeRunner(await askRunner(clients, those))] : judged;
}

/** One question that GitHub does not answer must not keep the others from being asked. */
async function orProblem(
  checked: string,
  ask: () => Promise<readonly Finding[]>,
): Promise<readonly Finding[]> {
  try {
    return await ask();
  } catch (error) {
    return [problem(checked, messageOf(error), 'Look again in a minute.')];
  }
}
