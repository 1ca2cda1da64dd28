import type { BatchOrder } from '../../runtime/ports/dispatches.ts';
import { UNTRUSTED_WORKFLOW_PATH, WORKFLOW_PATH } from '../workflow/workflow-file.ts';

/** The workflow file that runs a batch. */
export function batchWorkflow({ untrusted }: Pick<BatchOrder, 'untrusted'>): string {
  return untrusted === true ? UNTRUSTED_WORKFLOW_PATH : WORKFLOW_PATH;
}

/** The same as GitHub's calls name it. */
export function batchWorkflowId(order: Pick<BatchOrder, 'untrusted'>): string {
  const path = batchWorkflow(order);
  return path.slice(path.lastIndexOf('/') + 1);
}
