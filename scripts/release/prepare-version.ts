import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { named } from './changelog.ts';
import { ReleaseProblem } from './release-problem.ts';
import { run } from './run.ts';

/** Gives what is pending in the changelog a version, and the package too. A person looks at it and commits it. */
export function prepareVersion(root: string, version: string, day: string): void {
  const file = join(root, 'CHANGELOG.md');
  const changelog = named(readFileSync(file, 'utf8'), version, day);
  const how = ['version', version, '--no-git-tag-version', '--allow-same-version'];
  try {
    run('npm', [...how, '--ignore-scripts'], { cwd: root });
  } catch (error) {
    throw new ReleaseProblem(`npm does not take the version "${version}".`, { cause: error });
  }
  writeFileSync(file, changelog);
}
