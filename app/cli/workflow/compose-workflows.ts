import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readWorkflowFile } from '../../github/workflow/read-workflow-file.ts';
import {
  ACTION_EXAMPLE,
  ACTION_SHAPE,
  isPinned,
  PUBLISHED_ACTION,
} from '../../github/workflow/action-ref.ts';
import {
  UNTRUSTED_WORKFLOW_PATH,
  untrustedWorkflowFile,
  WORKFLOW_PATH,
  workflowFile,
} from '../../github/workflow/workflow-file.ts';
import { UsageError } from '../usage-error.ts';
import { secretsNamed } from './secrets-named.ts';
import { messageOf } from '../../../text/message-of.ts';

export type WorkflowWishes = {
  /** Address of the app; null: the one that the file names. */
  readonly app: string | null;
  /** The action as a `uses`; null: the one that the file names, else the published one, if any. */
  readonly actionRef: string | null;
};

/** Workflow files as they are to be: text by path, and what of it is new. */
export type ComposedWorkflows = {
  readonly files: Readonly<Record<string, string>>;
  readonly actionRef: string;
  /** Paths whose text is not there yet as it is to be. */
  readonly changed: readonly string[];
  /** Names of secrets that the file did not hand over before, and those that it does not any more. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

/** Composes both workflow files from the repository's pipelines. Throws a `UsageError` without a known, good address or action. */
export function composeWorkflows(root: string, wishes: WorkflowWishes): ComposedWorkflows {
  const before = readWorkflowFile(textOf(root, WORKFLOW_PATH) ?? '');
  const app = wishes.app ?? before.app;
  if (app === null) {
    throw new UsageError(
      `There is no ${WORKFLOW_PATH} that names an app.`,
      'Write one: mlpipelines init --app https://mlp.example.com. Or merge the pull request that the app opens when it is installed.',
    );
  }
  const actionRef = wished(wishes.actionRef) ?? before.actionRef ?? PUBLISHED_ACTION;
  if (actionRef === null) {
    throw new UsageError(
      'No version of the action is published yet, so a workflow file must name a copy of yours; nothing was written.',
      `Name it: mlpipelines init --app ${app} --action ${ACTION_SHAPE}. “Publish the action” in README.md makes one.`,
    );
  }
  const secrets = secretsNamed(root);
  const files = compose({ secrets, app, actionRef });
  return {
    files,
    actionRef,
    changed: Object.keys(files).filter((path) => textOf(root, path) !== files[path]),
    added: secrets.filter((name) => !before.secrets.includes(name)),
    removed: before.secrets.filter((name) => !secrets.includes(name)),
  };
}

/** What a file says is kept as it is; what is asked for now is held to a commit. */
function wished(actionRef: string | null): string | null {
  if (actionRef === null || isPinned(actionRef)) return actionRef;
  throw new UsageError(
    `--action must name the action by the 40 digits of a commit, not ${JSON.stringify(actionRef)}; nothing was written.`,
    `A tag or a branch can be moved to other code. Write it like --action '${ACTION_EXAMPLE}'.`,
  );
}

function compose(options: Parameters<typeof workflowFile>[0]): Readonly<Record<string, string>> {
  try {
    return {
      [WORKFLOW_PATH]: workflowFile(options),
      [UNTRUSTED_WORKFLOW_PATH]: untrustedWorkflowFile(options),
    };
  } catch (error) {
    const why = messageOf(error);
    throw new UsageError(`${why}; nothing was written.`, `The action is like ${ACTION_EXAMPLE}.`);
  }
}

function textOf(root: string, path: string): string | null {
  const place = join(root, path);
  return existsSync(place) ? readFileSync(place, 'utf8') : null;
}
