import type { Octokit } from '@octokit/rest';
import { messageOf } from '../../../../text/message-of.ts';
import { refusedWith } from '../../../github/client/call-errors.ts';
import type { InstallationClients } from '../../../github/client/installation-clients.ts';
import { WORKFLOW_PATH } from '../../../github/workflow/workflow-file.ts';
import type { InstallationFacts } from './ask-github.ts';
import { holds } from './judge-app.ts';

/** What GitHub answered to a question, or why it did not. */
export type Answered<T> =
  { readonly ok: true; readonly value: T } | { readonly ok: false; readonly message: string };

/** A repository that has the workflow, as its settings are. */
export type RepositoryFacts = {
  readonly fullName: string;
  readonly branch: string;
  /** Of the workflow: `active`, `disabled_manually`. */
  readonly workflow: Answered<string>;
  /** Null: the App may not read such settings there. */
  readonly settings: Answered<SettingFacts> | null;
  readonly subject: Answered<SubjectFacts>;
  readonly environments: Answered<readonly EnvironmentFacts[]>;
};

export type SettingFacts = {
  readonly isOn: boolean;
  /** Which actions jobs may use. */
  readonly allowed: string;
  /** What the token of a job may that says nothing of permissions. */
  readonly token: string;
  readonly mayApprove: boolean;
};

export type SubjectFacts = {
  /** `repo:acme@1/churn@2` */
  readonly prefix: string;
  /** Claims that `sub` is made of instead; null: it is as usual. */
  readonly claims: readonly string[] | null;
};

export type EnvironmentFacts = { readonly name: string; readonly isProtected: boolean };

export type InstalledOn = {
  /** Those with the workflow at their default branch, those pushed to last first. */
  readonly repositories: readonly RepositoryFacts[];
  /** Full names of those without it. */
  readonly without: readonly string[];
  /** How many were not looked at. */
  readonly more: number;
};

/** An App may be installed on thousands. */
const MOST_ASKED = 100;
const MOST_LOOKED_AT = 20;

/** Looks at the repositories of one installation; throws where they cannot be listed. */
export async function askRepositories(
  clients: InstallationClients,
  { id, permissions }: InstallationFacts,
): Promise<InstalledOn> {
  const { octokit } = clients.of(id);
  const all = await octokit.paginate(octokit.rest.apps.listReposAccessibleToInstallation, {
    per_page: 100,
  });
  const live = all
    .filter(({ archived }) => !archived)
    .toSorted((a, b) => timeOf(b.pushed_at) - timeOf(a.pushed_at));
  const mayReadSettings = holds(permissions, 'administration', 'read');
  const repositories: RepositoryFacts[] = [];
  const without: string[] = [];
  let asked = 0;
  for (const { full_name: fullName, default_branch: branch } of live.slice(0, MOST_ASKED)) {
    if (repositories.length === MOST_LOOKED_AT) break;
    asked += 1;
    const at = placeOf(fullName);
    const workflow = await answered(() => stateOfWorkflow(octokit, at));
    if (workflow.ok && workflow.value === null) {
      without.push(fullName);
      continue;
    }
    const state = workflow.ok ? { ok: true as const, value: workflow.value ?? '' } : workflow;
    repositories.push({
      fullName,
      branch,
      workflow: state,
      settings: mayReadSettings ? await answered(() => askSettings(octokit, at)) : null,
      subject: await answered(() => askSubject(octokit, at)),
      environments: await answered(() => askEnvironments(octokit, at)),
    });
  }
  return { repositories, without, more: live.length - asked };
}

type Place = { readonly owner: string; readonly repo: string };

function placeOf(fullName: string): Place {
  const [owner = '', repo = ''] = fullName.split('/');
  return { owner, repo };
}

function timeOf(at: string | null): number {
  return Date.parse(at ?? '') || 0;
}

/** One question that is not answered must not keep the others from being asked. */
async function answered<T>(ask: () => Promise<T>): Promise<Answered<T>> {
  try {
    return { ok: true, value: await ask() };
  } catch (error) {
    return { ok: false, message: messageOf(error) };
  }
}

/** Null: the default branch has no such file. https://docs.github.com/rest/actions/workflows#get-a-workflow */
async function stateOfWorkflow({ rest }: Octokit, at: Place): Promise<string | null> {
  const file = WORKFLOW_PATH.slice(WORKFLOW_PATH.lastIndexOf('/') + 1);
  try {
    return (await rest.actions.getWorkflow({ ...at, workflow_id: file })).data.state;
  } catch (error) {
    if (refusedWith(error) === 404) return null;
    throw error;
  }
}

/** https://docs.github.com/rest/actions/permissions */
async function askSettings({ rest: { actions } }: Octokit, at: Place): Promise<SettingFacts> {
  const { data } = await actions.getGithubActionsPermissionsRepository(at);
  const { data: token } = await actions.getGithubActionsDefaultWorkflowPermissionsRepository(at);
  return {
    isOn: data.enabled,
    allowed: data.allowed_actions ?? 'all',
    token: token.default_workflow_permissions,
    mayApprove: token.can_approve_pull_request_reviews,
  };
}

/**
 * An older Enterprise Server does not tell the prefix, which has no numbers there.
 * https://docs.github.com/rest/actions/oidc#get-the-customization-template-for-an-oidc-subject-claim-for-a-repository
 */
async function askSubject({ rest }: Octokit, at: Place): Promise<SubjectFacts> {
  const { data } = await rest.actions.getCustomOidcSubClaimForRepo(at);
  return {
    prefix: prefixIn(data) ?? `repo:${at.owner}/${at.repo}`,
    claims: data.use_default ? null : (data.include_claim_keys ?? []),
  };
}

/** Octokit's types do not have it yet. */
function prefixIn(answer: object): string | null {
  const prefix: unknown = 'sub_claim_prefix' in answer ? answer.sub_claim_prefix : null;
  return typeof prefix === 'string' && prefix !== '' ? prefix : null;
}

/** https://docs.github.com/rest/deployments/environments#list-environments */
async function askEnvironments({ rest }: Octokit, at: Place): Promise<readonly EnvironmentFacts[]> {
  const { data } = await rest.repos.getAllEnvironments({ ...at, per_page: 100 });
  return (data.environments ?? []).map(({ name, protection_rules: rules, ...more }) => ({
    name,
    isProtected: (rules ?? []).length > 0 || (more.deployment_branch_policy ?? null) !== null,
  }));
}
