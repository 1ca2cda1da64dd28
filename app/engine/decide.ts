import type { RunEvent, RunEventType } from '../domain/run/event.ts';
import type { Patch } from '../domain/run/patch.ts';
import { admitRun } from './admit-run.ts';
import { answerCache } from './step/answer-cache.ts';
import { answerBaselines } from './step/judge-work.ts';
import { beginAttempt } from './step/begin-attempt.ts';
import { cancelRun } from './cancel-run.ts';
import { decideBudget, raiseBudget } from './step/decide-budget.ts';
import { decideApproval, withdrawApproval } from './decide-approval.ts';
import { checkAgain, hearOfApprovals, noteOtherWait, seeOtherGates } from './check-approvals.ts';
import { RunChanges } from './state/run-changes.ts';
import { endAttempt } from './step/end-attempt.ts';
import { noteWait } from './step/note-wait.ts';
import { placeAttempt } from './step/place-attempt.ts';
import { rejectAttempt } from './step/reject-attempt.ts';
import { finishPromotion } from './step/finish-promotion.ts';
import { fireTimer } from './fire-timer.ts';
import type { RunReader } from './state/run-reader.ts';
import { settle } from './settle.ts';

type Handlers = {
  readonly [T in RunEventType]: (
    changes: RunChanges,
    event: Extract<RunEvent, { type: T }>,
  ) => void;
};

/** Each handler changes nothing when its event is late, repeated or meant for another attempt. */
const HANDLERS: Handlers = {
  // start-run.ts has made all that follows from it.
  'run.created': () => undefined,
  'run.admitted': admitRun,
  'run.cancel-requested': cancelRun,
  'cache.answered': answerCache,
  'approval.decided': decideApproval,
  'approval.withdrawn': withdrawApproval,
  'approval.regated': seeOtherGates,
  'approval.waits': noteOtherWait,
  'approvals.doubted': checkAgain,
  'approvals.checked': hearOfApprovals,
  'attempt.started': beginAttempt,
  'attempt.waits': noteWait,
  'attempt.placed': placeAttempt,
  'attempt.rejected': rejectAttempt,
  'attempt.ended': endAttempt,
  'baselines.answered': answerBaselines,
  'budget.decided': decideBudget,
  'budget.raised': raiseBudget,
  'model.promoted': finishPromotion,
  'timer.fired': fireTimer,
};

/**
 * The kernel: what an event changes in a run, as the rows to write and the effects to perform. Pure: the same run and
 * event give the same answer. Null: nothing changes (a duplicate, a stale report, a run that is over).
 */
export function decide(reader: RunReader, event: RunEvent): Patch | null {
  if (reader.header.endedAt !== null) return null;
  const changes = new RunChanges(reader, event.at);
  handle(changes, event);
  if (!changes.isTouched) return null;
  settle(changes);
  return changes.patch();
}

function handle<T extends RunEventType>(
  changes: RunChanges,
  event: Extract<RunEvent, { type: T }> & { readonly type: T },
): void {
  const handler: Handlers[T] = HANDLERS[event.type];
  handler(changes, event);
}
