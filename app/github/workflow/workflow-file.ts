import { readFileSync } from 'node:fs';
import { ASKS_NOTHING, checkoutInputs, type CheckoutAsks } from './checkout-asks.ts';
import { HOSTED_LABELS } from './hosted-labels.ts';

/** Where the file lies in a user's repository that runs trusted code, and the one for code that nobody answers for. */
export const WORKFLOW_PATH = '.github/workflows/mlpipelines.yml';
export const UNTRUSTED_WORKFLOW_PATH = '.github/workflows/mlpipelines-untrusted.yml';

export type WorkflowFileOptions = {
  /** Names of the secrets that pipelines ask for; a step gets those alone that its dispatch names. */
  readonly secrets: readonly string[];
} & UntrustedWorkflowOptions;

export type UntrustedWorkflowOptions = {
  /** The action as a `uses`, its version as a comment behind it (action-ref.ts). */
  readonly actionRef: string;
  /** Where jobs reach the app: https, or http on this machine. */
  readonly app: string;
  /** What the repository asks of its checkout; nothing when left out. */
  readonly checkout?: CheckoutAsks;
};

const TRUSTED = template('./mlpipelines.yml');
const UNTRUSTED = template('./mlpipelines-untrusted.yml');
const ADDRESS = 'https://app.invalid';
const ACTION = 'owner/action@0000000000000000000000000000000000000000 # v0.0.0';
const LAST_INPUT = 'persist-credentials: false';
const NO_SECRETS = "secrets: '{}'\n";

/** The workflow that runs steps as GitHub Actions jobs; the same for the same names. Throws on what could not be said in it. */
export function workflowFile({ secrets, ...options }: WorkflowFileOptions): string {
  const names = [...new Set(secrets)].sort();
  const wrong = names.find((name) => /^GITHUB_/i.test(name) || !/^[A-Z_][A-Z0-9_]*$/i.test(name));
  if (wrong !== undefined) throw new Error(`GitHub has no secret named ${JSON.stringify(wrong)}`);
  const text = filled(TRUSTED, options);
  return names.length === 0 ? text : text.replace(NO_SECRETS, () => secretsInput(names));
}

/** The workflow for code that nobody answers for: no secret, no identity, GitHub's own runners. Throws as `workflowFile`. */
export function untrustedWorkflowFile(options: UntrustedWorkflowOptions): string {
  return filled(UNTRUSTED, options).replace("'[]'", () => `'${JSON.stringify(HOSTED_LABELS)}'`);
}

// Both stand in the file as they are: nothing in them may end the line, or be an expression.
function filled(
  text: string,
  { actionRef, app, checkout = ASKS_NOTHING }: UntrustedWorkflowOptions,
): string {
  if (!isAddress(app)) {
    throw new Error(
      `The app's address must be https, like https://mlp.example.com, not ${JSON.stringify(app)}`,
    );
  }
  if (!/^[\w./-]+(?:@[\w./-]+)?(?: # [\w.+-]+)?$/.test(actionRef)) {
    throw new Error(`${JSON.stringify(actionRef)} names no action`);
  }
  const inputs = [LAST_INPUT, ...checkoutInputs(checkout)].join('\n          ');
  return text
    .replace(ACTION, () => actionRef)
    .replace(ADDRESS, () => app)
    .replace(LAST_INPUT, () => inputs);
}

/** Tokens go there: in the clear only to this machine itself. The action has the same rule (action/main.ts). */
function isAddress(app: string): boolean {
  if (!/^https?:\/\/[\w.-]+(?::\d+)?(?:\/[\w.~-]+)*$/.test(app)) return false;
  return app.startsWith('https:') || /^http:\/\/(?:localhost|127\.0\.0\.1)(?![\w.-])/.test(app);
}

// A secret that does not exist is null there, and one that this dispatch does not name stays away from the job's steps.
function secretsInput(names: readonly string[]): string {
  const lines = names.map((name) => {
    const value = `contains(fromJSON(inputs.secrets), '${name}') && secrets.${name} || ''`;
    return `              "${name}": \${{ toJSON(${value}) }}`;
  });
  return `secrets: |\n            {\n${lines.join(',\n')}\n            }\n`;
}

function template(file: string): string {
  return readFileSync(new URL(file, import.meta.url), 'utf8');
}
