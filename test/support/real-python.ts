import { execFileSync } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, dirname, join } from 'node:path';

/**
 * Where `python3` is a script that looks for the real one, as pyenv and asdf have it, each start of it starts twenty
 * programs: the real one goes before it. Steps of tests have the PATH of their process.
 */
export default function findRealPython(): (() => void) | undefined {
  const path = process.env['PATH'] ?? '';
  const folders = path.split(delimiter);
  const found = folders.findIndex((folder) => isProgram(join(folder, 'python3')));
  if (found === -1) return undefined;
  const real = dirname(
    execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }),
  );
  if (real === folders[found] || !isProgram(join(real, 'python3'))) return undefined;
  // Not before all: what else lies beside it must not hide what is found earlier.
  process.env['PATH'] = folders.toSpliced(found, 0, real).join(delimiter);
  return () => {
    process.env['PATH'] = path;
  };
}

function isProgram(path: string): boolean {
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
