import { execFile } from 'node:child_process';
import { createHash } from 'node:crypto';
import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const AGENT = fileURLToPath(new URL('../agent.ts', import.meta.url));

export type RunnerArchive = {
  readonly version: string;
  readonly path: string;
  readonly sha256: string;
  /** Removes the archive. */
  remove(): Promise<void>;
};

/**
 * A release of the runner as actions/runner publishes them, but for what is inside: a `run.sh` that starts the
 * stand-in's agent from these sources. `releaseRunner` of the GitHub stand-in takes it.
 */
export async function makeRunnerArchive(version = '2.335.0'): Promise<RunnerArchive> {
  const folder = await mkdtemp(join(tmpdir(), 'mlp-runner-archive-'));
  const path = join(folder, 'runner.tar.gz');
  await writeFile(join(folder, 'run.sh'), runScript(version));
  await chmod(join(folder, 'run.sh'), 0o755);
  await promisify(execFile)('tar', ['-czf', path, '-C', folder, './run.sh']);
  const sha256 = createHash('sha256')
    .update(await readFile(path))
    .digest('hex');
  return { version, path, sha256, remove: () => rm(folder, { recursive: true, force: true }) };
}

/**
 * Ends as the real one does: 7 where that is asked for, else 0, also when the runner was turned away.
 * https://github.com/actions/runner/blob/main/src/Misc/layoutroot/run-helper.sh.template
 */
function runScript(version: string): string {
  return `#!/bin/bash
'${process.execPath}' '${AGENT}' --version '${version}' "$@"
code=$?
[ "$code" = 7 ] && [ "$ACTIONS_RUNNER_RETURN_VERSION_DEPRECATED_EXIT_CODE" = 1 ] && exit 7
exit 0
`;
}
