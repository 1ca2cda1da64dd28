/** The permission, any of those named, without which an App cannot subscribe to an event. */
const EVENT_PERMISSIONS: Readonly<Record<string, readonly string[]>> = {
  push: ['contents'],
  // https://docs.github.com/webhooks/webhook-events-and-payloads#merge_group, https://github.com/dcoapp/app/pull/306
  merge_group: ['merge_queues'],
  create: ['contents'],
  delete: ['contents'],
  pull_request: ['pull_requests'],
  pull_request_review: ['pull_requests'],
  issues: ['issues'],
  issue_comment: ['issues', 'pull_requests'],
  check_run: ['checks'],
  check_suite: ['checks'],
  workflow_run: ['actions'],
  workflow_job: ['actions'],
  workflow_dispatch: ['contents'],
  repository: ['metadata'],
};

export function permissionFor(event: string): readonly string[] {
  return EVENT_PERMISSIONS[event] ?? [];
}
