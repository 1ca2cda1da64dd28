import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { checkoutInputs, type CheckoutAsks } from '../../github/workflow/checkout-asks.ts';
import { readWorkflowFile, type WorkflowSays } from '../../github/workflow/read-workflow-file.ts';
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
  /** What the file did not have before, and what it does not have any more: secrets, and inputs of the checkout. */
  readonly added: readonly string[];
  readonly removed: readonly string[];
};

/** Composes both workflow files from the repository's pipelines and what it asks of its checkout. Throws a `UsageError` without a known, good address or action. */
export function composeWorkflows(
  root: string,
  checkout: CheckoutAsks,
  wishes: WorkflowWishes,
): ComposedWorkflows {
  const before = readWorkflowFile(textOf(root, WORKFLOW_PATH) ?? '');
  const app = wishes.app ?? before.app;
  if (app === null) {
    throw new UsageError(
      `There is no ${WORKFLOW_PATH} that names an app.`,
      `Write one: mlpipelines init --app https://mlp.example.com --action ${ACTION_SHAPE}. Or merge the pull request that the app opens when it is installed.`,
    );
  }
  const actionRef = wished(wishes.actionRef) ?? before.actionRef ?? PUBLISHED_ACTION;
  if (actionRef === null) {
    throw new UsageError(
      'No version of the action is published yet, so a workflow file must name a copy of yours; nothing was written.',
      `Name it: mlpipelines init --app ${app} --action ${ACTION_SHAPE}. “Publish the action” in docs/run-the-app.md says how.`,
    );
  }
  const secrets = secretsNamed(root);
  const files = compose({ secrets, app, actionRef, checkout });
  const [had, has] = [contentOf(before), contentOf({ secrets, checkout })];
  return {
    files,
    actionRef,
    changed: Object.keys(files).filter((path) => textOf(root, path) !== files[path]),
    added: has.filter((each) => !had.includes(each)),
    removed: had.filter((each) => !has.includes(each)),
  };
}

function contentOf({ secrets, checkout }: Pick<WorkflowSays, 'secrets' | 'checkout'>) {
  const inputs = checkoutInputs(checkout).map((input) => `checkout with ${input}`);
  return [...inputs, ...secrets.map((name) => `secret ${name}`)];
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
