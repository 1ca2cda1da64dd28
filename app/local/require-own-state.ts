import { existsSync, lstatSync, readdirSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { checkoutAround } from '../../content/git/checkout-around.ts';
import { runGit } from '../../content/git/run-git.ts';
import { shellWord } from '../../text/shell-word.ts';
import { ForeignFolder, refuseLink, refuseLinks } from '../../content/refuse-links.ts';

/**
 * Throws `ForeignFolder` when a state folder leads elsewhere, is somebody else's or came with the repository: results in
 * it would be believed, and what is cleared there would be the user's. Nothing has been touched then.
 */
export async function requireOwnState(folder: string): Promise<void> {
  const around = dirname(folder);
  if (refuseLink(around) === null) return;
  refuseLinks(folder);
  refuseSpecial(folder);
  refuseOwner(folder);
  await refuseTracked(folder);
}

/** To open a named pipe is to wait for whoever writes into it. */
function refuseSpecial(folder: string): void {
  const items = existsSync(folder) ? readdirSync(folder, { withFileTypes: true }) : [];
  const odd = items.find((item) => !item.isFile() && !item.isDirectory());
  if (odd === undefined) return;
  const path = join(folder, odd.name);
  throw new ForeignFolder(
    `${path} is neither a file nor a folder: it was not made by mlpipelines.`,
    `Remove it: rm ${shellWord(path)}`,
  );
}

function refuseOwner(folder: string): void {
  const owner = lstatSync(folder, { throwIfNoEntry: false })?.uid;
  const user = process.geteuid?.();
  if (owner === undefined || user === undefined || owner === user) return;
  throw new ForeignFolder(
    `${folder} belongs to another user (uid ${owner}; you are ${user}), who can make up the results that it holds.`,
    'Work as that user, or move the folder away: a new one is made.',
  );
}

/**
 * Asked in `.mlpipelines`, which may be a submodule; whatever the case of the letters, since a file system may not care
 * (https://git-scm.com/docs/gitglossary#Documentation/gitglossary.txt-icase). Throws `GitFailure` where git does not
 * answer, for then it may well be tracked.
 */
async function refuseTracked(folder: string): Promise<void> {
  const around = dirname(folder);
  if ((await checkoutAround(around)) === null) return;
  const files = (await runGit(around, ['ls-files', '-z', '--', ':(icase).state'])).split('\0');
  const count = files.length - 1;
  if (count === 0) return;
  throw new ForeignFolder(
    `${folder} is tracked by git (${count} ${count === 1 ? 'file' : 'files'}). It holds results that others could have made up. Remove it: git rm -r --cached .mlpipelines/.state`,
    'That leaves the files where they are: unless you made them yourself, remove them, too: rm -r .mlpipelines/.state',
  );
}
