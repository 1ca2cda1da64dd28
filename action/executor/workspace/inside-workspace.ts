import { lstat, realpath } from 'node:fs/promises';
import { dirname, join, sep } from 'node:path';
import { shortened } from '../../../text/shortened.ts';
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
    `${what} (${quoted(path)}) leads out of the repository, to ${quoted(real)}. Use a path inside it without links that lead out.`,
  );
}

/** Neither is always of the pipeline file: files of the repository and links name places as well, at any length. */
function quoted(path: string): string {
  return shortened(path, LONGEST_QUOTE);
}

const LONGEST_QUOTE = 200;

async function realpathOfExisting(path: string): Promise<string> {
  for (let place = path; ; place = dirname(place)) {
    if (place === dirname(place)) return place;
    if ((await lstat(place).catch(() => null)) !== null) return realpath(place).catch(() => place);
  }
}
