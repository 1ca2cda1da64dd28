import type { DispatchTarget } from '../../runtime/ports/dispatches.ts';
import { UNTRUSTED_WORKFLOW_PATH, WORKFLOW_PATH } from '../workflow/workflow-file.ts';

/** The workflow file that runs a dispatch. */
export function dispatchWorkflow({ untrusted }: Pick<DispatchTarget, 'untrusted'>): string {
  return untrusted === true ? UNTRUSTED_WORKFLOW_PATH : WORKFLOW_PATH;
}

/** The same as GitHub's calls name it. */
export function dispatchWorkflowId(order: Pick<DispatchTarget, 'untrusted'>): string {
  const path = dispatchWorkflow(order);
  return path.slice(path.lastIndexOf('/') + 1);
}
