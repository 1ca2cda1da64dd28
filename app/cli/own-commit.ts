import { fileURLToPath } from 'node:url';
import { runGit } from '../../content/git/run-git.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));

/**
 * The commit of this checkout, with a word where files differ from it; null: no repository is here. Of the package its
 * build makes this module (scripts/pack/made-modules.ts).
 */
export async function ownCommit(): Promise<string | null> {
  try {
    const [top = '', commit = ''] = (
      await runGit(ROOT, ['rev-parse', '--show-toplevel', 'HEAD'])
    ).split('\n');
    // Sources that were unpacked within somebody else's repository are not of its commits.
    if (`${top}/` !== ROOT) return null;
    const changes = await runGit(ROOT, ['status', '--porcelain', '--untracked-files=no']);
    return changes === '' ? commit : `${commit}, changed`;
  } catch {
    return null;
  }
}
