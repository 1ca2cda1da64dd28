import type { RepositoryRef } from '../../domain/hosted.ts';
import type { IngressDeps } from '../ingress-deps.ts';

/** Runs of one repository that wait for people at one time; what is beyond is looked at when it could start. */
const MOST_RUNS = 100;

/**
 * Has approvals of a repository looked at again that rest on what just moved: a branch, a head, a base. They would be before
 * anything starts; now the check can say at once which of them count no more.
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
