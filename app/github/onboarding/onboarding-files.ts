import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
  WORKFLOW_PATH,
  workflowFile,
} from '../workflow/workflow-file.ts';
import type { Looked } from './look-at-repository.ts';

export type WrittenFor = {
  /** Where jobs reach this app. */
  readonly appUrl: string;
  /** The action as a `uses`. */
  readonly actionRef: string;
  /** The starter pipeline and its scripts, text by path. */
  readonly starter: Readonly<Record<string, string>>;
};

/** What a repository is given, text by path: the workflow files, and a pipeline where it has none. */
export function onboardingFiles(
  { appUrl: app, actionRef, starter }: WrittenFor,
  { hasPipelines, checkout }: Pick<Looked, 'hasPipelines' | 'checkout'>,
): Readonly<Record<string, string>> {
  return {
    [WORKFLOW_PATH]: workflowFile({ secrets: [], app, actionRef, checkout }),
    [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile({ app, actionRef, checkout }),
    ...(hasPipelines ? {} : starter),
  };
}
