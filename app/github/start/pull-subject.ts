import type { RepositoryRef } from '../../domain/hosted.ts';
import type { StartSubject } from '../../triggers/start-order.ts';
import { githubContext } from './github-context.ts';

/** The head of a pull request, and who asks for what with it. */
export type PullHead = {
  readonly repository: RepositoryRef;
  readonly number: number;
  readonly headSha: string;
  readonly headRef: string;
  readonly isFork: boolean;
  readonly base: string;
  readonly actor: string;
  readonly trigger: string;
};

/** What runs of a pull request's head are started with. A push of the same branch names the same ref. */
export function pullSubject(pull: PullHead): StartSubject {
  const { repository, number, headSha: sha, headRef, isFork, base, actor, trigger } = pull;
  const ref = isFork ? `refs/pull/${number}/head` : `refs/heads/${headRef}`;
  const event = { number, pull_request: { number } };
  const github = { ...githubContext(repository), head_ref: headRef, base_ref: base, event };
  return { sha, ref, actor, trigger, github: { ...github, ref_type: 'branch' } };
}
