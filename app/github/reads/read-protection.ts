import type { Octokit } from '@octokit/rest';
import type { RepositoryRef } from '../../domain/hosted.ts';
import { refusalOf } from '../client/what-failed.ts';
import type { BranchProtection, PushedTo } from './api-port.ts';

const QUERY = `query Protection($owner: String!, $name: String!, $branch: String!) {
  repository(owner: $owner, name: $name) {
    ref(qualifiedName: $branch) {
      refUpdateRule { blocksCreations pattern requiredApprovingReviewCount }
    }
  }
}`;

type Classic = {
  readonly blocksCreations: boolean;
  readonly pattern: string;
  readonly requiredApprovingReviewCount: number | null;
};
type Answer = {
  readonly repository: { readonly ref: { readonly refUpdateRule: Classic | null } | null } | null;
};

const PAGE = 100;

/**
 * What keeps unreviewed code from a branch. REST's `protected` is true for any rule at all, be it one against force
 * pushes: an approval of a pull request must be asked for, by a ruleset or by a classic protection rule, or nobody may
 * push but those who may bypass that. Whom a classic rule lets push is told to administrators alone, so it counts as none.
 * https://docs.github.com/rest/repos/rules#get-rules-for-a-branch
 * https://docs.github.com/graphql/reference/objects#refupdaterule
 */
export async function readProtection(
  octokit: Pick<Octokit, 'graphql' | 'rest'>,
  at: RepositoryRef,
  pushedTo: PushedTo,
): Promise<BranchProtection> {
  const { owner, name, defaultBranch } = at;
  const { branch } = pushedTo;
  const [rules, { repository }] = await Promise.all([
    orNone(octokit.rest.repos.getBranchRules({ owner, repo: name, branch, per_page: PAGE })),
    octokit.graphql<Answer>(QUERY, { owner, name, branch: `refs/heads/${branch}` }),
  ]);
  const classic = repository?.ref?.refUpdateRule ?? null;
  const types = new Set(rules.map(({ type }) => type));
  if (branch !== defaultBranch && isAnyones(pushedTo, classic, types)) return 'none';
  if (types.has('update')) return 'restricted';
  const asked = [classic?.requiredApprovingReviewCount ?? 0, ...rules.map(approvalsOf)];
  return Math.max(...asked) >= 1 ? 'reviewed' : 'none';
}

/** Whether anybody who may push makes such a branch, with whatever is in it: only a pattern covers it. */
function isAnyones(
  { branch, isNew }: PushedTo,
  classic: Classic | null,
  rules: ReadonlySet<string>,
): boolean {
  if (rules.has('creation') || classic?.blocksCreations === true) return false;
  return isNew || classic?.pattern !== branch;
}

type Rule = Awaited<ReturnType<Octokit['rest']['repos']['getBranchRules']>>['data'][number];

/**
 * Where what the owner of a private repository pays for has no rules, there are none. Any other refusal stays one.
 * https://github.com/github/branch-deploy/pull/345 https://github.com/NousResearch/hermes-agent/pull/111974
 */
async function orNone(
  answer: Promise<{ readonly data: readonly Rule[] }>,
): Promise<readonly Rule[]> {
  try {
    return (await answer).data;
  } catch (error) {
    if (refusalOf(error)?.sentence.startsWith('Upgrade to GitHub ')) return [];
    throw error;
  }
}

function approvalsOf(rule: Rule): number {
  return rule.type === 'pull_request' ? (rule.parameters?.required_approving_review_count ?? 0) : 0;
}
