import type { Repository } from '../state/repository.ts';
import { runGit } from './run-git.ts';

/** Sets a ref that GitHub keeps itself (`refs/pull/…`); nobody hears of it. */
export async function setHiddenRef(repository: Repository, ref: string, sha: string | null) {
  await runGit(repository.gitDir, ['update-ref', ...(sha === null ? ['-d', ref] : [ref, sha])]);
}
