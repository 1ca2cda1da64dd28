import type { Workflow } from '../workflow/workflow.ts';

/** What an organisation lets its workflows use. */
export type ActionPolicy = {
  /** `owner/*` or `owner/repository@*`; actions of the repository's own owner are always among them. Null: all. */
  readonly patterns: readonly string[] | null;
  /** Only by full commits. */
  readonly pinned: boolean;
};

/**
 * Why a workflow may not run, in the words of GitHub's page, which alone has them: the run ends as `startup_failure`
 * with no job, and no call tells why.
 * https://docs.github.com/en/organizations/managing-organization-settings/disabling-or-limiting-github-actions-for-your-organization#allowing-select-actions-and-reusable-workflows-to-run
 * https://github.com/vorssaint/vorssaint-utils/pull/927, https://github.com/liquibase/liquibase-hibernate/pull/926
 */
export function refusedByPolicy(
  { jobs }: Workflow,
  { patterns, pinned }: ActionPolicy,
  fullName: string,
): readonly string[] {
  const [owner = ''] = fullName.split('/');
  const used = jobs.flatMap(({ steps }) => steps.flatMap(({ uses }) => uses ?? []));
  const named = [...new Set(used)].filter((uses) => !uses.startsWith('./'));
  const unknown = named.filter((uses) => patterns !== null && !isAmong(uses, [owner, ...patterns]));
  const movable = named.filter((uses) => pinned && !/@[0-9a-f]{40}$/.test(uses));
  const are = (uses: string) => `The action ${uses} is not allowed in ${fullName} because`;
  return [
    ...unknown.map(
      (uses) =>
        `${are(uses)} all actions must be from a repository owned by ${owner} or match one of the patterns: ${patterns?.join(', ')}.`,
    ),
    ...movable.map(
      (uses) => `${are(uses)} all actions must be pinned to a full-length commit SHA.`,
    ),
  ];
}

function isAmong(uses: string, patterns: readonly string[]): boolean {
  const [path = ''] = uses.split('@');
  const [owner, name] = path.split('/');
  return patterns.some((pattern) => {
    const [wantedOwner, wantedName = '*'] = pattern.replace(/@.*$/, '').split('/');
    return wantedOwner === owner && (wantedName === '*' || wantedName === name);
  });
}
