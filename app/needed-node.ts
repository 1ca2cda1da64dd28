const NEEDED = 24;

/**
 * Whether this Node has what the rest of us imports; says on stderr what to do where it has not. In words that an older
 * Node understands, so nothing else may be imported before.
 */
export function isNodeNewEnough(): boolean {
  const found = process.versions.node;
  if (Number(found.split('.')[0]) >= NEEDED) return true;
  process.stderr.write(
    `mlpipelines needs Node ${NEEDED} or later, but this is Node ${found}.\n` +
      `Install a newer one from https://nodejs.org or with a version manager (nvm install ${NEEDED}), then run the command again.\n`,
  );
  process.exitCode = 2;
  return false;
}
