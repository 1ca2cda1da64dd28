import { readFileSync } from 'node:fs';

/** Where the file lies in a user's repository. */
export const WORKFLOW_PATH = '.github/workflows/mlpipelines.yml';

export type WorkflowFileOptions = {
  /** Names of the secrets that pipelines ask for; a step gets those alone that its dispatch names. */
  readonly secrets: readonly string[];
  /** The action as a `uses`: `mlpipelines/mlpipelines/action@v1`. */
  readonly actionRef: string;
};

const TEMPLATE = readFileSync(new URL('./mlpipelines.yml', import.meta.url), 'utf8');
const ACTION = 'mlpipelines/mlpipelines/action@v1';
const NO_SECRETS = "secrets: '{}'\n";

/** The workflow that runs steps as GitHub Actions jobs; the same for the same names. Throws on a name that GitHub has not. */
export function workflowFile({ secrets, actionRef }: WorkflowFileOptions): string {
  const names = [...new Set(secrets)].sort();
  const wrong = names.find((name) => !/^(?!GITHUB_)[A-Z_][A-Z0-9_]*$/i.test(name));
  if (wrong !== undefined) throw new Error(`GitHub has no secret named ${JSON.stringify(wrong)}`);
  const text = TEMPLATE.replace(ACTION, () => actionRef);
  return names.length === 0 ? text : text.replace(NO_SECRETS, () => secretsInput(names));
}

// A secret that does not exist is null there, and one that this dispatch does not name stays away from the job's steps.
function secretsInput(names: readonly string[]): string {
  const lines = names.map((name) => {
    const value = `contains(fromJSON(inputs.secrets), '${name}') && secrets.${name} || ''`;
    return `              "${name}": \${{ toJSON(${value}) }}`;
  });
  return `secrets: |\n            {\n${lines.join(',\n')}\n            }\n`;
}
