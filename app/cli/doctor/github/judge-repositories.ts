import { WORKFLOW_PATH } from '../../../github/workflow/workflow-file.ts';
import { count } from '../../../reports/words/step-words.ts';
import { ok, problem, warning, type Finding, type Section } from '../doctor-finding.ts';
import type {
  Answered,
  EnvironmentFacts,
  InstalledOn,
  RepositoryFacts,
  SettingFacts,
  SubjectFacts,
} from './ask-repositories.ts';

/** What the App signs in with, and where. */
export type TokenFacts = {
  /** Who signs the identity tokens of jobs. */
  readonly issuer: string;
  /** For whom they are: the address of the App. */
  readonly audience: string;
};

/** Whether jobs can run as steps need them, in each repository that has the workflow. */
export function judgeRepositories(
  account: string,
  { repositories, without, more }: InstalledOn,
  tokens: TokenFacts,
): readonly Section[] {
  const sections = repositories.map((each) => ({
    subject: `Repository ${each.fullName}`,
    findings: judgeOne(each, tokens),
  }));
  const rest = judgeRest(account, without, more);
  return rest.length === 0
    ? sections
    : [...sections, { subject: `Repositories of ${account}`, findings: rest }];
}

function judgeOne(facts: RepositoryFacts, tokens: TokenFacts): readonly Finding[] {
  const { fullName, settings, subject, environments } = facts;
  const about = (what: string) => `${what} of ${fullName}`;
  return [
    told(about('workflow'), facts.workflow, (state) => [
      judgeWorkflow(about('workflow'), state, facts),
    ]),
    settings === null
      ? [ok(about('settings of Actions'), 'the App may not read them, and need not')]
      : told(about('settings of Actions'), settings, (value) => judgeSettings(about, value)),
    told(about('identity of jobs'), subject, (value) => [
      ok(about('identity of jobs'), identityText(facts, value, tokens)),
    ]),
    told(about('environments'), environments, (value) => [
      judgeEnvironments(about('environments'), value),
    ]),
  ].flat();
}

function told<T>(
  checked: string,
  answer: Answered<T>,
  judge: (value: T) => readonly Finding[],
): readonly Finding[] {
  if (answer.ok) return judge(answer.value);
  const fix = 'Look again in a minute; if it stays so, accept what the App asks for there.';
  return [warning(checked, `GitHub does not tell (${answer.message})`, fix)];
}

function judgeWorkflow(
  checked: string,
  state: string,
  { branch }: Pick<RepositoryFacts, 'branch'>,
): Finding {
  if (state === 'active') return ok(checked, `${WORKFLOW_PATH} is on ${branch}`);
  return problem(
    checked,
    `${WORKFLOW_PATH} is switched off (${state}): no step runs`,
    'Switch it on again on the Actions page of the repository: choose the workflow, then Enable workflow.',
  );
}

const IN_GENERAL = 'under Settings, Actions, General';

function judgeSettings(
  about: (what: string) => string,
  { isOn, allowed, token, mayApprove }: SettingFacts,
): readonly Finding[] {
  const checked = about('settings of Actions');
  if (!isOn) {
    const fix = `Allow actions ${IN_GENERAL}; an organisation may forbid them to all of its repositories.`;
    return [problem(checked, 'Actions is switched off: no step runs', fix)];
  }
  return [judgeAllowed(checked, allowed), judgeToken(about('default token'), token, mayApprove)];
}

/** The workflow uses the action of this App, and those of GitHub that check out and set up. */
function judgeAllowed(checked: string, allowed: string): Finding {
  switch (allowed) {
    case 'local_only':
      return problem(
        checked,
        'only actions of its owner are allowed: the job of a step fails before it begins',
        `Let it use the action that ${WORKFLOW_PATH} names and those of GitHub, ${IN_GENERAL}.`,
      );
    case 'selected':
      return warning(
        checked,
        'only chosen actions are allowed',
        `See to it that the action which ${WORKFLOW_PATH} names and those of GitHub are among them, ${IN_GENERAL}.`,
      );
    default:
      return ok(checked, 'Actions is on');
  }
}

/** Jobs of steps say what they may; those of other workflows need not. */
function judgeToken(checked: string, token: string, mayApprove: boolean): Finding {
  const risks = [
    ...(token === 'write' ? ['jobs of other workflows may write, unless they say less'] : []),
    ...(mayApprove ? ['jobs may approve pull requests'] : []),
  ];
  if (risks.length === 0) return ok(checked, 'may read');
  const fix = `Choose “Read repository contents” and let Actions approve nothing, ${IN_GENERAL}, Workflow permissions: who can push a branch can run such a job.`;
  return warning(checked, risks.join(', and '), fix);
}

/** What a cloud has to trust; GitHub writes numbers into `sub` of repositories made or renamed since 15 July 2026. */
function identityText(
  { branch }: Pick<RepositoryFacts, 'branch'>,
  { prefix, claims }: SubjectFacts,
  { issuer, audience }: TokenFacts,
): string {
  const signed = `signed by ${issuer}, for ${audience} where the App asks`;
  if (claims !== null) return `${signed}; \`sub\` is made of ${claims.join(', ')}`;
  return `${signed}; \`sub\` is ${prefix}:ref:refs/heads/${branch} on ${branch}, and ${prefix}:environment:NAME in an environment`;
}

function judgeEnvironments(checked: string, all: readonly EnvironmentFacts[]): Finding {
  const open = all.filter(({ isProtected }) => !isProtected).map(({ name }) => name);
  if (all.length === 0) return ok(checked, 'none');
  if (open.length === 0) return ok(checked, all.map(({ name }) => name).join(', '));
  return warning(
    checked,
    `nothing protects ${open.join(', ')}: every job that names one has its secrets`,
    'Ask for reviewers or limit the branches under Settings, Environments; a name that was misspelt made one of its own.',
  );
}

const SHOWN = 5;

function judgeRest(account: string, without: readonly string[], more: number): readonly Finding[] {
  const shown = without.slice(0, SHOWN).join(', ');
  const others = without.length > SHOWN ? ` and ${without.length - SHOWN} more` : '';
  return [
    ...(without.length === 0
      ? []
      : [
          ok(
            `without the workflow, of ${account}`,
            `${shown}${others}: nothing runs there until the pull request of the App that brings ${WORKFLOW_PATH} is merged`,
          ),
        ]),
    ...(more === 0
      ? []
      : [ok(`not looked at, of ${account}`, count(more, 'repository', 'repositories'))]),
  ];
}
