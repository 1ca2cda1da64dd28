import { execFile } from 'node:child_process';
import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const COMMIT = '5d41402abc4b2a76b9719d911017c592ae2f1c3b';

/** The published action as workflow files name it, and its repository at that commit as the stand-in is told of it. */
export const ACTION = `mlpipelines/mlpipelines/action@${COMMIT} # v1.0.0`;
export const ACTION_REPOSITORY = `mlpipelines/mlpipelines@${COMMIT}`;

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/** The repository of the action as it is published, in `folder`: its manifest and one bundled file. */
export async function publishAction(folder: string): Promise<string> {
  const action = join(folder, 'action');
  mkdirSync(action, { recursive: true });
  cpSync(join(ROOT, 'action', 'action.yml'), join(action, 'action.yml'));
  const file = join(action, 'dist', 'main.mjs');
  await promisify(execFile)(process.execPath, [join(ROOT, 'scripts', 'build-action.ts'), file]);
  return folder;
}
