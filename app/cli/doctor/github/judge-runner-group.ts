import type { RunnerGroup } from '../../../github/runners/list-groups.ts';
import { serves } from '../../../github/runners/serves.ts';
import { WORKFLOW_PATH } from '../../../github/workflow/workflow-file.ts';
import { count } from '../../../reports/words/step-words.ts';
import { ok, problem, warning, type Finding } from '../doctor-finding.ts';
import type { InstalledOn } from './ask-repositories.ts';

export type GroupFacts = {
  /** Of the organisation. */
  readonly account: string;
  readonly groups: readonly RunnerGroup[];
  /** As the machines file says; null: the default one. */
  readonly named: string | null;
  readonly repositories: InstalledOn['repositories'];
};

const MOST_NAMED = 5;

/**
 * Whether the runner group of machines serves our workflow, and nobody else's:
 * https://docs.github.com/actions/how-tos/manage-runners/self-hosted-runners/manage-access
 */
export function judgeRunnerGroup({
  account,
  groups,
  named,
  repositories,
}: GroupFacts): readonly Finding[] {
  const checked = `runner group of ${account}`;
  const wanted = repositories.map(
    ({ fullName, branch }) => `${fullName}/${WORKFLOW_PATH}@refs/heads/${branch}`,
  );
  const group = groups.find(({ name, isDefault }) =>
    named === null ? isDefault : name.toLowerCase() === named.toLowerCase(),
  );
  if (group === undefined) {
    if (named === null) return [];
    const fix = `Make it: ${command(`POST orgs/${account}/actions/runner-groups -f name='${named}' -f visibility=all`, wanted)}`;
    return [problem(checked, `there is no “${named}”: no step with \`resources\` runs there`, fix)];
  }
  if (group.workflows === null) return [open(checked, { account, group, named }, wanted)];
  return judgeBound(checked, { account, group, workflows: group.workflows }, wanted);
}

/** Its label is in the list of jobs from the dispatch on, and a job of any workflow may ask for it. */
function open(
  checked: string,
  {
    account,
    group,
    named,
  }: Pick<GroupFacts, 'account' | 'named'> & { readonly group: RunnerGroup },
  wanted: readonly string[],
): Finding {
  const found = `“${group.name}” serves every workflow: whoever may push to a repository of ${account} can wait for a machine by its label`;
  const bind =
    named === null
      ? `Make a group for machines and name it as \`runner-group\` in the machines file: ${command(`POST orgs/${account}/actions/runner-groups -f name=mlpipelines -f visibility=all`, wanted)}`
      : `Bind it: ${command(`PATCH orgs/${account}/actions/runner-groups/${group.id}`, wanted)}`;
  return warning(checked, found, `${bind} ${BRANCHES}`);
}

const BRANCHES =
  'GitHub compares the branch too: add each whose runs are to have machines, and leave the group open where every pull request is to.';

type Bound = {
  readonly account: string;
  readonly group: RunnerGroup;
  readonly workflows: readonly string[];
};

function judgeBound(
  checked: string,
  { account, group, workflows }: Bound,
  wanted: readonly string[],
): readonly Finding[] {
  const bind = `PATCH orgs/${account}/actions/runner-groups/${group.id}`;
  const missing = wanted.filter((workflow) => !serves(workflows, workflow));
  const foreign = workflows.filter((each) => !each.includes(`/${WORKFLOW_PATH}@`));
  const findings = [
    ...(missing.length === 0
      ? []
      : [
          problem(
            checked,
            `“${group.name}” does not serve ${listed(missing)}: steps with \`resources\` fail there`,
            `Add it: ${command(bind, [...workflows, ...missing])}`,
          ),
        ]),
    ...(foreign.length === 0
      ? []
      : [
          warning(
            checked,
            `“${group.name}” serves other workflows too: ${listed(foreign)}`,
            `Take them out: their jobs can wait for a machine by its label. ${command(
              bind,
              workflows.filter((each) => !foreign.includes(each)),
            )}`,
          ),
        ]),
  ];
  if (findings.length > 0) return findings;
  const served = count(workflows.length, 'workflow');
  return [ok(checked, `“${group.name}” serves ${served}, all of them ours`)];
}

function listed(workflows: readonly string[]): string {
  const more = workflows.length - MOST_NAMED;
  const named = workflows.slice(0, MOST_NAMED).join(', ');
  return more > 0 ? `${named} and ${more} more` : named;
}

/** https://docs.github.com/rest/actions/self-hosted-runner-groups#update-a-self-hosted-runner-group-for-an-organization */
function command(what: string, workflows: readonly string[]): string {
  const [method = '', ...rest] = what.split(' ');
  const each = workflows.map((workflow) => ` -f 'selected_workflows[]=${workflow}'`).join('');
  return `gh api --method ${method} ${rest.join(' ')} -F restricted_to_workflows=true${each}`;
}
