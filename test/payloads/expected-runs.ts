/** One run that the recorded payloads start. */
export type ExpectedRun = {
  readonly payloads: readonly string[];
  readonly pipeline: string;
  /** The commit that stands in for the recorded one. */
  readonly commit: 'master' | 'changes';
  readonly trigger: 'push' | 'pull_request' | 'pipeline';
  readonly ref: string;
  readonly trust: 'protected' | 'writer';
  readonly pull: number | null;
};

const PUSHED = ['push 4', 'push 5'];
const MOVED = ['pull_request 0', 'pull_request 12', 'pull_request 13', 'pull_request 14'].concat(
  'pull_request 18',
  'pull_request 19',
  'pull_request 22',
);
const ON_MASTER = { commit: 'master', ref: 'refs/heads/master', pull: null } as const;
const PULLED = { commit: 'changes', ref: 'refs/heads/changes', pull: 2 } as const;

/** Every run that all 329 payloads start in all of their repositories. What is not here must not run. */
export const EXPECTED_RUNS: readonly ExpectedRun[] = [
  { payloads: PUSHED, pipeline: 'pushed', ...ON_MASTER, trigger: 'push', trust: 'protected' },
  { payloads: PUSHED, pipeline: 'both', ...ON_MASTER, trigger: 'push', trust: 'protected' },
  // Protection is of branches: who pushed a tag is asked for.
  {
    payloads: ['push 0'],
    pipeline: 'tagged',
    ...ON_MASTER,
    ref: 'refs/tags/simple-tag',
    trigger: 'push',
    trust: 'writer',
  },
  { payloads: MOVED, pipeline: 'pulled', ...PULLED, trigger: 'pull_request', trust: 'writer' },
  { payloads: MOVED, pipeline: 'both', ...PULLED, trigger: 'pull_request', trust: 'writer' },
  // Of these no payload tells: the end of `pushed` starts it.
  { payloads: PUSHED, pipeline: 'after', ...ON_MASTER, trigger: 'pipeline', trust: 'protected' },
];

/**
 * Why all others start nothing, by event and action; null where the event has none. Each recorded payload is in
 * `EXPECTED_RUNS` or in exactly one line here.
 */
export const STARTS_NOTHING: readonly (readonly [
  event: string,
  actions: readonly string[] | null,
  reason: string,
])[] = [
  ['push', ['deleted'], 'a ref that is gone has no commit'],
  ['pull_request', ['closed'], 'it ends what runs for the pull request'],
  [
    'pull_request',
    'assigned unassigned labeled unlabeled locked unlocked'.split(' '),
    'the code is the same as before',
  ],
  [
    'pull_request',
    'converted_to_draft ready_for_review review_requested review_request_removed'.split(' '),
    'the code is the same as before',
  ],
  ['pull_request_review', ['submitted', 'dismissed'], 'nothing waits for an approval'],
  ['issue_comment', ['created'], 'it says no command, and stands at no pull request'],
  ['issue_comment', ['edited', 'deleted'], 'only new comments are heard'],
  ['check_run', ['created', 'completed'], 'nobody asks for anything'],
  ['check_run', ['requested_action'], 'the button is of another App'],
  ['check_run', ['rerequested'], 'the check is of another App'],
  ['check_suite', ['requested', 'completed'], 'the push is told by itself'],
  ['check_suite', ['rerequested'], 'a bot asks for it'],
  ['workflow_job', null, 'this App dispatched no such job'],
  ['workflow_run', null, 'this App dispatched no such workflow run'],
  ['merge_group', null, 'the branch has no merge queue'],
  ['workflow_dispatch', null, 'it starts a workflow of GitHub Actions, no pipeline'],
  ['repository_dispatch', null, 'no pipeline can ask for it'],
  ['installation', null, 'it says where the App works, not on what'],
  ['installation_repositories', null, 'it says where the App works, not on what'],
];

/** Events that are none of this App's business. */
export const NOT_OURS =
  `branch_protection_rule code_scanning_alert commit_comment create delete dependabot_alert deploy_key deployment
  deployment_review deployment_status discussion discussion_comment fork github_app_authorization gollum issues label
  marketplace_purchase member membership meta milestone organization org_block package page_build ping project
  project_card project_column projects_v2_item public pull_request_review_comment pull_request_review_thread release
  repository repository_import repository_vulnerability_alert security_advisory sponsorship star status team team_add
  watch`.split(/\s+/);
