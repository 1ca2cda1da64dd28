import type { CheckoutAsks } from './checkout-asks.ts';

/** What a workflow file that mlpipelines wrote says of its app and action; null where it says nothing. */
export type WorkflowSays = {
  readonly app: string | null;
  readonly actionRef: string | null;
  /** Names of the secrets that it hands over. */
  readonly secrets: readonly string[];
  readonly checkout: CheckoutAsks;
};

/** Reads a workflow file that mlpipelines wrote, formatted by whatever people format with. */
export function readWorkflowFile(text: string): WorkflowSays {
  const app = /^[ \t]*["']?app["']?:[ \t]*["']?(https?:\/\/[^\s"'#]+)/m.exec(text)?.[1] ?? null;
  const uses = [...text.matchAll(USES)].map(([, ref = '', version]) =>
    version === undefined ? ref : `${ref} # ${version}`,
  );
  const secrets = [...text.matchAll(/&& secrets\.(\w+) \|\|/g)].map(([, name]) => name ?? '');
  const checkout = {
    lfs: /^[ \t]*lfs:[ \t]*["']?true/m.test(text),
    submodules: /^[ \t]*submodules:[ \t]*["']?(?:true|recursive)/m.test(text),
  };
  return { app, actionRef: uses.at(-1) ?? null, secrets, checkout };
}

/** An action, and the version that stands as a comment behind it. */
const USES =
  /^[ \t]*(?:-[ \t]*)?uses:[ \t]*["']?([^\s"'#]+)["']?(?:[ \t]+#[ \t]*([\w.+-]+)[ \t]*$)?/gm;
