import { join } from 'node:path';
import type { MadeAction } from './make-action.ts';
import { run } from './run.ts';

type Parts = {
  readonly root: string;
  readonly out: string;
  readonly version: string;
  readonly sha: string;
  readonly action: MadeAction | null;
};

/**
 * Pushes the action first, then our tag: that starts the workflow which publishes the package, and it looks for the action
 * there. Both pushes may be repeated.
 */
export function publishRelease({ root, out, version, sha, action }: Parts): readonly string[] {
  const tag = `v${version}`;
  const told: string[] = [];
  if (action !== null && !action.isPublished) {
    const cwd = join(out, 'action');
    run('git', ['push', '--quiet', '--atomic', 'origin', 'HEAD', `refs/tags/${tag}`], { cwd });
    told.push(`pushed ${action.ref}`);
  }
  if (run('git', ['tag', '--list', tag], { cwd: root }) === '') {
    run('git', ['tag', '--annotate', '--message', tag, tag, sha], { cwd: root });
  }
  run('git', ['push', '--quiet', 'origin', `refs/tags/${tag}`], { cwd: root });
  told.push(`pushed ${tag} at ${sha}`);
  return told;
}
