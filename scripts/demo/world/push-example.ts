import { cpSync, readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import {
  UNTRUSTED_WORKFLOW_PATH,
  WORKFLOW_PATH,
  untrustedWorkflowFile,
  workflowFile,
} from '../../../app/github/workflow/workflow-file.ts';
import { ACTION } from '../../../test/loopback/published-action.ts';
import { writeText, type WorkingCopy } from './working-copy.ts';

export type ExamplePush = {
  readonly example: 'quickstart' | 'monitoring';
  /** Or only its code. */
  readonly withPipelines: boolean;
  readonly message: string;
  readonly by: string;
  /** The address to push to, with its token. */
  readonly to: string;
  /** The App that its jobs report to. */
  readonly app: string;
};

/** Pushes an example of this repository to main, with the workflow files of the App; gives the commit. */
export function pushExample(copy: WorkingCopy, push: ExamplePush): Promise<string> {
  const { message, by, to, app, withPipelines } = push;
  const source = exampleFolder(push.example);
  return copy.push({
    branch: 'main',
    message,
    by,
    to,
    edit: (folder) => {
      for (const name of readdirSync(source)) {
        if (UNWANTED.test(name) || (name === PIPELINES && !withPipelines)) continue;
        const filter = (path: string) => !UNWANTED.test(path);
        cpSync(`${source}/${name}`, `${folder}/${name}`, { recursive: true, filter });
      }
      writeText(folder, WORKFLOW_PATH, workflowFile({ secrets: [], actionRef: ACTION, app }));
      writeText(folder, UNTRUSTED_WORKFLOW_PATH, untrustedWorkflowFile({ actionRef: ACTION, app }));
    },
  });
}

export function exampleFolder(example: ExamplePush['example']): string {
  return fileURLToPath(new URL(`../../../examples/${example}`, import.meta.url));
}

const PIPELINES = '.mlpipelines';
/** What running an example leaves behind. */
const UNWANTED = /__pycache__|\.state|^work$/;
