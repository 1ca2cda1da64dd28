import type { RunOptions, RunRequest } from '../../domain/run/run.ts';
import { readCommit } from '../../local/read-commit.ts';
import { actorOf } from '../workspace/actor-of.ts';

/** A run that has no number and no tree yet. */
export type Asked = Omit<RunRequest, 'id' | 'number' | 'attempt' | 'tree'>;

/**
 * What a person at this machine asks for, with what git says about the commit that they stand on. Who only looks has git
 * run the user's own filters alone; who runs the repository's steps trusts its filters as well (`git lfs install --local`).
 */
export async function readRequest(
  root: string,
  options: RunOptions,
  purpose: 'look' | 'run',
): Promise<Asked> {
  const filters = purpose === 'look' ? 'of-user' : 'of-repository';
  const [commit, actor] = await Promise.all([readCommit(root, filters), actorOf(root)]);
  const { sha, ref, dirty, repository } = commit;
  const github = {
    repository: repository ?? '',
    repository_owner: repository?.split('/')[0] ?? '',
    ref_type: ref?.startsWith('refs/tags/') === true ? 'tag' : 'branch',
    event: {},
    workspace: root,
  };
  return { rerunOf: null, trigger: 'workflow_dispatch', actor, sha, ref, dirty, github, options };
}
