import type { Change } from '../../runtime/ports/store.ts';
import { readWorkflow } from '../inbox/read-delivery.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { UNTRUSTED_WORKFLOW_PATH, WORKFLOW_PATH } from '../workflow/workflow-file.ts';
import type { IngressDeps } from '../ingress-deps.ts';

const OURS: ReadonlySet<string> = new Set([WORKFLOW_PATH, UNTRUSTED_WORKFLOW_PATH]);

/**
 * A workflow run is over, or a job of one that did not succeed or that waits for reviewers of its environment: whoever
 * waits for its attempts looks at it at once.
 * Others' workflows cost nothing, or for a failed job one look into the store.
 */
export async function handleWorkflow(
  { host }: IngressDeps,
  { payload }: Delivery,
): Promise<readonly Change[]> {
  const event = readWorkflow(payload);
  if (event === null) return [];
  const { repository, workflowRun, what, path, conclusion } = event;
  // GitHub tells of it by `waiting`: https://github.blog/changelog/2022-11-21-webhook-enhancements-for-environment-protection-rules
  // The status is asked, not the action, so that an event of another name that shows it waiting is heard as well.
  const waits = what === 'job' && event.status === 'waiting';
  if (event.action !== 'completed' && !waits) return [];
  // GitHub adds the ref to the path of some: `.github/workflows/a.yml@refs/heads/main`.
  const isOthers = path !== null && !OURS.has(path.split('@', 1)[0] ?? '');
  // A job that succeeded has told its outcome itself.
  if (isOthers || (what === 'job' && conclusion === 'success')) return [];
  await host.heard({ repository: repository.id, workflowRun, what });
  return [];
}
