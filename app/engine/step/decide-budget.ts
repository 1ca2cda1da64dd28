import { MOST_RAISES } from '../../domain/run/run-budget.ts';
import type { RunEvent } from '../../domain/run/event.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { hasBudget } from '../state/has-budget.ts';
import type { RunChanges } from '../state/run-changes.ts';
import { budgetWords } from './budget-words.ts';
import { waitForBudget } from './end-stopped.ts';
import { endRow } from './end-row.ts';
import { moveRow, startDeadline } from './move-row.ts';
import { startAttempt } from './start-ready.ts';
import { stopRow } from './stop-row.ts';

type Decided = Extract<RunEvent, { type: 'budget.decided' }>;

/** Whether an attempt may start or go on by what it costs: it does, it waits for more money, or its step fails. */
export function decideBudget(changes: RunChanges, event: Decided): void {
  const row = changes.step(event.key);
  if (row === undefined || !hasBudget(changes)) return;
  // What asks, asks about its next attempt; of what waits, and of what is at work, its newest is meant.
  if (row.state === 'pricing') {
    if (row.attempt + 1 === event.attempt) answerAsked(changes, row, event);
  } else if (row.attempt !== event.attempt) return;
  else if (row.state === 'budget' && event.verdict === 'go') askAgain(changes, row);
  else if (isAtWork(row)) stopAtWork(changes, row, event);
}

/** Somebody lets the run spend more: all that waits for that asks again. */
export function raiseBudget(
  changes: RunChanges,
  { by, byId, usd, once, at }: Extract<RunEvent, { type: 'budget.raised' }>,
): void {
  const { raises = [] } = changes.header;
  const isKnown = raises.some((earlier) => earlier.once === once);
  if (isKnown || raises.length >= MOST_RAISES || !(usd > 0)) return;
  if (!hasBudget(changes)) return;
  const raise = { by, ...(byId !== undefined && { byId }), usd, once, at };
  changes.putHeader({ ...changes.header, raises: [...raises, raise] });
  for (const row of changes.active()) if (row.state === 'budget') askAgain(changes, row);
}

function answerAsked(changes: RunChanges, row: StepRow, event: Decided): void {
  if (event.verdict === 'go') {
    startAttempt(changes, row);
    return;
  }
  const reason = budgetWords(changes.header, event, 'start');
  if (event.verdict === 'fail') endRow(changes, row, { result: 'failure', reason });
  else waitForBudget(changes, row, reason);
}

/** Its checkpoint is kept: what goes on later goes on from there. */
function stopAtWork(changes: RunChanges, row: StepRow, event: Decided): void {
  if (event.verdict === 'go') return;
  const ending = event.verdict === 'fail' ? 'failure' : 'budget';
  stopRow(changes, row, { ending, reason: budgetWords(changes.header, event, 'work') });
}

function askAgain(changes: RunChanges, row: StepRow): void {
  startDeadline(changes, row);
  moveRow(changes, row, { ...row, state: 'ready', reason: null, readyAt: changes.at });
}

function isAtWork({ state }: StepRow): boolean {
  return state === 'starting' || state === 'running';
}
