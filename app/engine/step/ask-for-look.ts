import type { StepRow } from '../../domain/run/run.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { startQueueClock } from './move-row.ts';
import { NEVER_WAITED } from './note-wait.ts';

const ANSWER_MS = 15 * 60_000;
/** A day of them: GitHub keeps no job in its queue for longer. Times, not hours: while the App is away nobody asks. */
const MOST_TIMES = (24 * 60 * 60_000) / ANSWER_MS;

/**
 * Before an attempt is late its host looks once more: the App may have been away, or refused by GitHub, while its job came
 * into the queue, and another attempt would only stand behind it. False: there is nothing to look at, or no answer ever comes.
 */
export function askForLook(changes: RunChanges, row: StepRow): boolean {
  const attempt = changes.attempt(row.key, row.attempt);
  if (attempt === undefined || !isJob(changes, row)) return false;
  const { waits = NEVER_WAITED } = attempt;
  const { since, times } = waits.asked ?? { since: null, times: 0 };
  if (times >= MOST_TIMES) return false;
  startQueueClock(changes, row, ANSWER_MS);
  const asked = { times: times + 1, since: since ?? changes.at };
  changes.putAttempt({ ...attempt, waits: { ...waits, asked } });
  const { key, number } = attempt;
  const id = `${key}/${number}/step.look/${changes.at}`;
  changes.emit(id, { kind: 'step.look', key, attempt: number });
  return true;
}

function isJob({ header, plan }: RunChanges, { stepId }: StepRow): boolean {
  return header.hosted !== undefined && plan.step(stepId).action.type !== 'register';
}
