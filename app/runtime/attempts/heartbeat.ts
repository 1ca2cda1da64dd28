import type { Inbox } from '../decide/inbox.ts';
import { newLease } from './new-lease.ts';
import type { AttemptId } from '../ports/attempts.ts';
import { attemptState } from './report-attempt.ts';
import type { AttemptState, RuntimeDeps } from '../runtime.ts';

/** Keeps the lease of an attempt that is not over, and says whether it is still wanted. The first one makes the lease. */
export async function heartbeat(
  { deps, inbox }: { readonly deps: RuntimeDeps; readonly inbox: Pick<Inbox, 'read'> },
  of: AttemptId,
): Promise<AttemptState> {
  const state = await inbox.read(of.run, (hot) => attemptState(hot, of));
  if (state.type === 'over') return state;
  const lease = newLease(deps, of);
  const isRenewed = await deps.store.leases.renew(of, lease.until);
  if (!isRenewed) await deps.store.commit([{ type: 'lease.hold', lease }]);
  return state;
}
