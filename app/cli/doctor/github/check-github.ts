import type { Octokit } from '@octokit/rest';
import {
  openInstallationClients,
  type InstallationClients,
} from '../../../github/client/installation-clients.ts';
import { listGroups } from '../../../github/runners/list-groups.ts';
import { localClock } from '../../../local/local-clock.ts';
import { appNeeds, type AppNeeds } from '../../../server/setup/app-needs.ts';
import type { AppCredentials, ServerConfig } from '../../../server/server-config.ts';
import { messageOf } from '../../../../text/message-of.ts';
import { problem, type Finding, type Section } from '../doctor-finding.ts';
import {
  askApp,
  askHook,
  askInstallations,
  type AppFacts,
  type InstallationFacts,
} from './ask-github.ts';
import { askRepositories } from './ask-repositories.ts';
import { askRunner } from './ask-runner.ts';
import { checkDeviceFlow } from './check-device-flow.ts';
import { checkIssuer } from './check-issuer.ts';
import { holds, judgeApp, judgeRegistration } from './judge-app.ts';
import { judgeHook } from './judge-hook.ts';
import { judgeInstallations } from './judge-installations.ts';
import { judgeRepositories } from './judge-repositories.ts';
import { judgeRunner } from './judge-runner.ts';
import { judgeRunnerGroup } from './judge-runner-group.ts';

export type GitHubDeps = {
  readonly config: ServerConfig;
  readonly credentials: AppCredentials;
  /** Null: the App starts no machines. `runnerGroup`: null is the default one. */
  readonly forMachines: { readonly runnerGroup: string | null } | null;
};

/** What GitHub says of the App and of those who installed it. */
export async function checkGitHub(deps: GitHubDeps): Promise<readonly Section[]> {
  const { config, credentials } = deps;
  const { api: apiUrl, issuer } = config.github;
  const clients = openInstallationClients({
    app: credentials,
    apiUrl,
    clock: localClock,
    counted: () => {},
  });
  const facts = await askApp(clients);
  const found = [...judgeApp(facts), await checkIssuer(issuer)];
  const subject = `GitHub, ${apiUrl}`;
  if (!facts.app.ok) return [{ subject, findings: found }];
  const { findings, repositories } = await checkMore(clients, facts.app.value, deps);
  return [{ subject, findings: [...found, ...findings] }, ...repositories];
}

type More = { readonly findings: readonly Finding[]; readonly repositories: readonly Section[] };

async function checkMore(
  clients: InstallationClients,
  app: AppFacts,
  { config, credentials, forMachines }: GitHubDeps,
): Promise<More> {
  const needs = appNeeds();
  const { octokit } = clients.asApp();
  const repositories: Section[] = [];
  const findings = [
    ...judgeRegistration(app, needs.permissions, needs.events),
    await checkDeviceFlow({ github: config.github.web, clientId: credentials.clientId }),
    ...(await orProblem('webhooks', async () => judgeHook(await askHook(octokit), config.url))),
    ...(await orProblem('installations', async () => {
      const more = await checkInstallations({ clients, octokit, app, needs }, config, forMachines);
      repositories.push(...more.repositories);
      return more.findings;
    })),
  ];
  return { findings, repositories };
}

type Asking = {
  readonly clients: InstallationClients;
  readonly octokit: Octokit;
  readonly app: AppFacts;
  readonly needs: AppNeeds;
};

async function checkInstallations(
  { clients, octokit, app, needs }: Asking,
  config: ServerConfig,
  forMachines: GitHubDeps['forMachines'],
): Promise<More> {
  const { installations: served } = config;
  const found = await askInstallations(octokit);
  const judged = judgeInstallations(found, needs.permissions, {
    served,
    asked: app.permissions,
    hasMachines: forMachines !== null,
  });
  const those = found.filter(({ id, isSuspended }) => !isSuspended && (served?.has(id) ?? true));
  const runner = forMachines !== null ? judgeRunner(await askRunner(clients, those)) : [];
  const repositories = await Promise.all(
    those.map((each) => checkRepositories(clients, each, { config, forMachines })),
  );
  return { findings: [...judged, ...runner], repositories: repositories.flat() };
}

async function checkRepositories(
  clients: InstallationClients,
  installation: InstallationFacts,
  { config: { url, github }, forMachines }: Pick<GitHubDeps, 'config' | 'forMachines'>,
): Promise<readonly Section[]> {
  const { account } = installation;
  const tokens = { issuer: github.issuer, audience: url };
  try {
    const found = await askRepositories(clients, installation);
    const judged = judgeRepositories(account, found, tokens);
    if (forMachines === null || !hasOwnRunners(installation)) return judged;
    const findings = await orProblem(`runner group of ${account}`, async () =>
      judgeRunnerGroup({
        account,
        groups: await listGroups(clients.of(installation.id).octokit, account),
        named: forMachines.runnerGroup,
        repositories: found.repositories,
      }),
    );
    return [...judged, { subject: `Runners of ${account}`, findings }];
  } catch (error) {
    const checked = `repositories of ${account}`;
    const finding = problem(checked, messageOf(error), 'Look again in a minute.');
    return [{ subject: `Repositories of ${account}`, findings: [finding] }];
  }
}

/** Others are registered with repositories, where there are no groups. */
function hasOwnRunners({ isOrganization, permissions }: InstallationFacts): boolean {
  return isOrganization && holds(permissions, 'organization_self_hosted_runners', 'write');
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
