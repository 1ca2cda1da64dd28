import type { DispatchTarget } from '../../runtime/ports/hosted/dispatches.ts';
import { UNTRUSTED_WORKFLOW_PATH, WORKFLOW_PATH } from '../workflow/workflow-file.ts';

/** The workflow file that runs a dispatch. */
export function workflowOfDispatch({ untrusted }: Pick<DispatchTarget, 'untrusted'>): string {
  return untrusted === true ? UNTRUSTED_WORKFLOW_PATH : WORKFLOW_PATH;
}

/** The same as GitHub's calls name it. */
export function workflowIdOfDispatch(order: Pick<DispatchTarget, 'untrusted'>): string {
  const path = workflowOfDispatch(order);
  return path.slice(path.lastIndexOf('/') + 1);
}
