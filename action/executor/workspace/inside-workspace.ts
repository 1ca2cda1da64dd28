import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { StepFailure } from '../step-failure.ts';

/**
 * The place of a path that a pipeline file names, checked to lie in the workspace once links are followed. `what` says
 * what it is, for the message. Throws `StepFailure`.
 */
export async function insideWorkspace(
  workspace: string,
  path: string,
  what: string,
): Promise<string> {
  const place = join(workspace, path);
  const root = await realpath(workspace);
  const real = await realpathOfExisting(place);
  if (real === root || real.startsWith(root + sep)) return place;
  throw new StepFailure(
    'failure',
    `${what} (${path}) leads out of the repository, to ${real}. Use a path inside it without links that lead out.`,
  );
}

async function realpathOfExisting(path: string): Promise<string> {
  for (let place = path; ; place = dirname(place)) {
    if (place === dirname(place)) return place;
    if ((await lstat(place).catch(() => null)) !== null) return realpath(place).catch(() => place);
  }
}
