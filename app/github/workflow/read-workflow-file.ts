import { ACTION_REF, type UntrustedWorkflowOptions } from './workflow-file.ts';

/** What a workflow file that mlpipelines wrote says of its app and action; null where it says nothing. */
export type WorkflowSays = {
  readonly app: string | null;
  readonly actionRef: UntrustedWorkflowOptions['actionRef'];
  /** Names of the secrets that it hands over. */
  readonly secrets: readonly string[];
};

/** Reads a workflow file that mlpipelines wrote, formatted by whatever people format with. */
export function readWorkflowFile(text: string): WorkflowSays {
  const app = /^[ \t]*["']?app["']?:[ \t]*["']?(https?:\/\/[^\s"'#]+)/m.exec(text)?.[1] ?? null;
  const uses = [...text.matchAll(/^[ \t]*(?:-[ \t]*)?uses:[ \t]*["']?([^\s"'#]+)/gm)].map(
    ([, ref]) => ref,
  );
  const secrets = [...text.matchAll(/&& secrets\.(\w+) \|\|/g)].map(([, name]) => name ?? '');
  return { app, actionRef: uses.at(-1) ?? ACTION_REF, secrets };
}
