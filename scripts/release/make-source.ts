import { existsSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { ReleaseProblem } from './release-problem.ts';
import { run } from './run.ts';

/** The commit that is released in a folder of its own, so that nothing that no commit holds gets into the package. */
export function makeSource(root: string, folder: string, sha: string): void {
  run('git', ['clone', '--quiet', '--no-checkout', root, folder], { cwd: root });
  run('git', ['checkout', '--quiet', '--detach', sha], { cwd: folder });
  const modules = join(root, 'node_modules');
  if (!existsSync(modules)) {
    throw new ReleaseProblem('node_modules is missing: run `npm ci` first.');
  }
  symlinkSync(modules, join(folder, 'node_modules'));
}
