import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const run = promisify(execFile);
const MAX_OUTPUT = 64 * 1024 * 1024;

/** What a git command says, without its last line end; null when it fails or says nothing, or there is no git. */
export async function git(folder: string, args: readonly string[]): Promise<string | null> {
  try {
    const { stdout } = await run('git', [...args], { cwd: folder, maxBuffer: MAX_OUTPUT });
    const text = stdout.trimEnd();
    return text === '' ? null : text;
  } catch {
    return null;
  }
}
