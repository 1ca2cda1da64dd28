import {
  decideConcurrency,
  EMPTY_CONCURRENCY,
  type ConcurrencyEvent,
} from '../../engine/decide-concurrency.ts';
import { readConcurrencyState } from '../facts/read-concurrency-state.ts';
import type { RuntimeDeps } from '../runtime.ts';
import type { Submission, Work } from '../decide/submission.ts';
import type { Perform } from './performing.ts';

/** Asks the concurrency group for admission. */
export const joinConcurrency: Perform<'group.join'> = async (performing, run, { group }) => {
  const policy = await performing.inbox.read(run, (hot) => hot?.plan.plan.concurrency);
  const { cancelInProgress = false, queue = 'one' } = policy ?? {};
  return tell(performing.deps, group, {
    type: 'group.joined',
    run,
    policy: { cancelInProgress, queue },
  });
};

/** Lets the next run of the group begin. */
export const leaveConcurrency: Perform<'group.leave'> = async ({ deps }, run, { group }) =>
  tell(deps, group, { type: 'group.left', run });

/** Only an approval keeps the run from going on. */
export const waitInConcurrency: Perform<'group.wait'> = async ({ deps }, run, { group }) =>
  tell(deps, group, { type: 'group.waits', run });

function tell(deps: RuntimeDeps, group: string, event: ConcurrencyEvent): Submission {
  return { prepare: () => decide(deps, group, event), pace: 'alone' };
}

async function decide(deps: RuntimeDeps, group: string, event: ConcurrencyEvent): Promise<Work> {
  const stored = await deps.store.concurrency.load(group);
  const state = stored === null ? EMPTY_CONCURRENCY : readConcurrencyState(stored.state);
  const decision = decideConcurrency(state, event);
  if (decision === null) return {};
  const expected = stored?.version ?? null;
  return {
    changes: [{ type: 'concurrency.save', group, expected, state: decision.state }],
    events: [
      ...decision.admit.map((run) => ({ run, event: { type: 'run.admitted' } as const })),
      ...decision.cancel.map(({ run, reason }) => ({
        run,
        event: { type: 'run.cancel-requested', by: null, reason, forced: false } as const,
      })),
    ],
  };
}
