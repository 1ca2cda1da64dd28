/** What a request counts as against GitHub's limits. */
export type Cost = {
  readonly resource: 'core' | 'graphql' | 'actions_runner_registration' | 'none';
  /** Points of the secondary limit: 1 for a read, 5 for a write. */
  readonly points: number;
  /** What it makes, when it makes content; GitHub allows 80 a minute and 500 an hour of all kinds together. */
  readonly content: string | null;
};

/**
 * GitHub does not publish which requests generate content. Taken here: whatever makes something new that people see.
 * Changes of what is there (PATCH) are not counted.
 */
const CONTENT: Readonly<Record<string, string>> = {
  'checks/create': 'check',
  'issues/create': 'issue',
  'issues/create-comment': 'comment',
  'pulls/create': 'pull',
  'pulls/create-review': 'review',
  'pulls/merge': 'merge',
  'reactions/create-for-issue-comment': 'reaction',
  'actions/create-workflow-dispatch': 'dispatch',
  'repos/create-deployment': 'deployment',
  'repos/create-deployment-status': 'deployment status',
  'repos/create-or-update-file-contents': 'commit',
};

export function costOf(method: string, operationId: string): Cost {
  const isRead = method === 'GET' || method === 'HEAD';
  return {
    resource: resourceOf(operationId),
    points: isRead ? 1 : 5,
    content: CONTENT[operationId] ?? null,
  };
}

function resourceOf(operationId: string): Cost['resource'] {
  if (operationId === 'rate-limit/get') return 'none';
  return operationId.startsWith('actions/generate-runner-jitconfig')
    ? 'actions_runner_registration'
    : 'core';
}
