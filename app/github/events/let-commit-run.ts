import type { RepositoryRef } from '../../domain/hosted.ts';
import { policyOf } from '../../triggers/policy-of.ts';
import { publicationId } from '../../runtime/ports/hosted/publications.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import { pullsOf } from '../publish/aggregate/commit-notes.ts';
import type { Pull } from '../reads/api-port.ts';
import { otherBase } from '../other-base.ts';
import { letRun } from '../start/start-on-head.ts';

/** What came of it: the pull request that it is about, if there is one, and why nothing runs; null: something does. */
export type LetCommitRun = { readonly number: number | null; readonly refused: string | null };

/** What `/mlp ok <sha>` does, for the very commit on whose check the button was pressed. */
export async function letCommitRun(
  deps: IngressDeps,
  { repository, sha, sender }: { repository: RepositoryRef; sha: string; sender: Pusher },
): Promise<LetCommitRun> {
  const api = deps.api(repository.installation);
  const pull = await openPullAt(deps, repository, sha);
  if (pull === null) {
    const reason = 'no open pull request has this commit at its head; open one';
    return { number: null, refused: reason };
  }
  const { number, base } = pull;
  const asked = { sha, pull: null, base: otherBase(repository, base) };
  const config = await api.readConfig(repository, asked);
  if (config === null) return { number, refused: 'the repository is gone' };
  const policy = policyOf(config.policy);
  const head = { deps, api, repository, sender, pull, config, policy };
  const outcome = await letRun(head, {});
  if (outcome.type === 'refused') return { number, refused: outcome.reason };
  const starts = outcome.started.some(({ type }) => type === 'started');
  return { number, refused: starts ? null : 'no pipeline of this commit starts with it' };
}

async function openPullAt(
  { api: apiOf, store }: IngressDeps,
  repository: RepositoryRef,
  sha: string,
): Promise<Pull | null> {
  const id = publicationId({ type: 'aggregate', repository, sha });
  const known = (await store.publications.find(id))?.notes ?? {};
  for (const number of pullsOf(known)) {
    const pull = await apiOf(repository.installation).pull(repository, number);
    if (pull !== null && pull.isOpen && pull.headSha === sha) return pull;
  }
  return null;
}
