import type { WorkflowDispatch } from '../../runtime/ports/hosted/dispatches.ts';
import { LostAnswer, RateLimited } from '../client/call-errors.ts';
import { describeRefusal, whatFailed } from '../client/what-failed.ts';
import type { ActionsDeps } from './actions-deps.ts';
import { over, refuse, type DispatchProgress } from './send-dispatch.ts';
import { NEXT_LOOK_MS } from './watch/watch-dispatch.ts';

const TRY_AGAIN_MS = 15_000;

/**
 * How a dispatch goes on after a look at it that failed. What GitHub refuses to start ends with the reason; jobs that it
 * started already may still tell their outcomes themselves.
 */
export async function afterFailure(
  deps: ActionsDeps,
  dispatch: WorkflowDispatch,
  error: unknown,
): Promise<DispatchProgress> {
  const { clock, warn } = deps;
  const now = clock.now();
  const failure = whatFailed(error, now);
  const isExpected =
    failure.type === 'refusal' || error instanceof RateLimited || error instanceof LostAnswer;
  warn(`${isExpected ? '' : 'a dispatch failed: '}${String(error)}`, { dispatch: dispatch.id });
  if (failure.type === 'delay') return { dispatch, at: failure.until ?? now + TRY_AGAIN_MS };
  if (dispatch.state.type !== 'sent') {
    const what = 'GitHub does not let this app start jobs';
    return refuse(deps, dispatch, describeRefusal(failure, { what }));
  }
  const live = await deps.store.dispatches.live(dispatch.id);
  return live.length === 0 ? over(dispatch) : { dispatch, at: now + NEXT_LOOK_MS };
}
