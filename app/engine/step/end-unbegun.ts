import type { AttemptOutcome } from '../../domain/run/event.ts';
import type { AttemptWait } from '../../domain/run/attempt-wait.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { endSilent, SILENT } from './end-silent.ts';
import { rejectRow } from './reject-attempt.ts';

const NEVER_BEGAN: AttemptOutcome = {
  ...SILENT,
  status: 'interrupted',
  class: 'capacity',
  message: 'no machine started it within its queue-timeout',
};
const KEPT_WAITING: AttemptOutcome = {
  ...NEVER_BEGAN,
  message: "its job was in GitHub's queue for over 24h and no runner took it",
};

function neverBegan(on: AttemptWait | null): AttemptOutcome {
  if (on?.for !== 'machine' && on?.for !== 'turn') return NEVER_BEGAN;
  return { ...NEVER_BEGAN, message: `${NEVER_BEGAN.message}: ${on.text}` };
}

/** What waits for people is theirs to answer; what waits for a machine may find one in another attempt. */
export function endUnbegun(
  changes: RunChanges,
  late: { readonly row: StepRow; readonly chance: number },
): void {
  const { row } = late;
  const on = changes.attempt(row.key, row.attempt)?.waits?.on ?? null;
  if (on?.for !== 'environment') {
    return endSilent(changes, late, on?.for === 'queue' ? KEPT_WAITING : neverBegan(on));
  }
  rejectRow(changes, row, `nobody approved the deployment to ${on.environment} in time`);
}
