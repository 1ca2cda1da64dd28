import type { RepositoryRef } from '../../domain/hosted.ts';
import { testedRun } from '../../domain/run/bridge.ts';
import type { IngressDeps } from '../ingress-deps.ts';

/** Runs of one repository that wait for people at one time; what is beyond is looked at when it could start. */
const MOST_RUNS = 100;

/**
 * Has approvals of a repository looked at again that rest on what just moved: a branch, a head, a base. They would be before
 * anything starts; now the check can say at once which of them no longer count.
 */
export async function doubtApprovals(
  { store, runtime }: Pick<IngressDeps, 'store' | 'runtime'>,
  { id: repository }: RepositoryRef,
): Promise<void> {
  const query = { pipeline: null, open: true, limit: MOST_RUNS, repository };
  for (const { id, counts } of await store.runs.list(query)) {
    if (counts.approvals > 0) await runtime.handle(id, { type: 'approvals.doubted' });
  }
}

/** Those of a merge that takes over what was approved in its pull request, once anything is said there. */
export async function doubtTakenOver(
  { store, runtime }: Pick<IngressDeps, 'store' | 'runtime'>,
  said: { readonly repository: RepositoryRef; readonly pull: number },
): Promise<void> {
  const query = { pipeline: null, open: true, limit: MOST_RUNS, repository: said.repository.id };
  for (const { id, counts, bridge } of await store.runs.list(query)) {
    const isOfPull = testedRun(bridge) !== null && bridge?.pull === said.pull;
    if (counts.approvals > 0 && isOfPull) await runtime.handle(id, { type: 'approvals.doubted' });
  }
}
