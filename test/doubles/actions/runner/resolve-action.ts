import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { join } from 'node:path';
import type { JobState } from './job-state.ts';

export type ResolvedAction = {
  readonly folder: string;
  /** `owner/repo` and ref of a published action, null for one of the workspace. */
  readonly published: { readonly repository: string; readonly ref: string } | null;
};

const CHECKOUT = fileURLToPath(new URL('../checkout', import.meta.url));

/** Finds the folder of a `uses`: in the workspace, among the configured ones, or our own `actions/checkout`. */
export function resolveAction(job: JobState, uses: string): ResolvedAction {
  if (uses.startsWith('./')) {
    return { folder: join(job.folders.workspace, uses), published: null };
  }
  const match = /^([^/@]+\/[^/@]+)(\/[^@]+)?@(.+)$/.exec(uses);
  if (match === null) throw new Error(`\`uses: ${uses}\` is not modelled`);
  const [, repository = '', path = '', ref = ''] = match;
  const base =
    job.message.actions[`${repository}@${ref}`] ??
    (repository === 'actions/checkout' ? CHECKOUT : undefined);
  if (base === undefined || !existsSync(base)) {
    throw new Error(`Unable to resolve action \`${uses}\`, repository or version not found`);
  }
  return { folder: join(base, path), published: { repository, ref } };
}
