import { randomUUID } from 'node:crypto';
import { readFileSync } from 'node:fs';

/** By what a job asks for its attempt where GitHub gives it no identity. */
export type Bootstrap = {
  readonly secret: string;
  /** Of this process alone. */
  readonly nonce: string;
  readonly repository: number;
  readonly workflowRun: number;
};

/**
 * Reads the secret of the dispatch from what started the job; null: this dispatch has none. It is no input of the action
 * since the runner prints those.
 */
export function readBootstrap(
  variables: Readonly<Record<string, string | undefined>>,
): Bootstrap | null {
  const secret = secretOf(variables['GITHUB_EVENT_PATH']);
  const repository = Number(variables['GITHUB_REPOSITORY_ID']);
  const workflowRun = Number(variables['GITHUB_RUN_ID']);
  return secret === null ? null : { secret, nonce: randomUUID(), repository, workflowRun };
}

function secretOf(file: string | undefined): string | null {
  if (file === undefined) return null;
  const event: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof event !== 'object' || event === null || !('inputs' in event)) return null;
  const { inputs } = event;
  if (typeof inputs !== 'object' || inputs === null || !('bootstrap' in inputs)) return null;
  return typeof inputs.bootstrap === 'string' && inputs.bootstrap !== '' ? inputs.bootstrap : null;
}
