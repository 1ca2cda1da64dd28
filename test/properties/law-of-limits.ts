import type { RetrySpec } from '../../app/domain/plan.ts';
import type { AttemptRow, StepRow } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';

/** 6, the numbers: slots of the run, places of a matrix, and attempts for each class of error. */
export function checkLimits(step: Step): void {
  checkSlots(step);
  for (const row of step.patch.steps) {
    const own = [...step.book.attempts.values()].filter(({ key }) => key === row.key);
    checkBudgets(row, own, step.plan.step(row.stepId).retry);
    checkCharges(row, own, step);
    checkRetry(row, own);
    checkMemory(row, own, step);
  }
}

function checkSlots({ plan, book }: Step): void {
  const { counts, options } = book.header;
  const most = Math.min(plan.plan.maxParallel ?? Infinity, options.maxParallel ?? Infinity);
  law(6, counts.live <= most, `${counts.live} attempts live`);
  for (const { id, matrix } of plan.plan.steps) {
    const cells = book
      .cellsOf(id)
      .filter(({ state }) => !['over', 'waiting', 'held'].includes(state));
    law(6, cells.length <= (matrix?.maxParallel ?? Infinity), `${cells.length} cells of ${id}`);
  }
}

const AGAIN = new Set(['backoff', 'ready', 'starting']);

function checkBudgets(row: StepRow, own: readonly AttemptRow[], retry: RetrySpec): void {
  if (!AGAIN.has(row.state)) return;
  const { most = Infinity } = retry;
  const held = own.filter(wasHeldForMoney).length;
  const further = row.attempt - (row.state === 'starting' ? 1 : 0) - held;
  law(6, further <= most, `${row.key}: ${further} further attempts`);
  for (const [name, count] of Object.entries(row.spent)) {
    law(6, count <= limitOf(retry, name), `${row.key}: ${count} attempts for ${name}`);
  }
}

/** What was stopped for its budget goes on once there is money: that is no retry. Else a row ends with such an attempt. */
function wasHeldForMoney({ status, class: kind }: AttemptRow): boolean {
  return status === 'cancelled' || (status === 'interrupted' && kind === null);
}

/** Each class is charged as often as it happened: counted again from the attempts, which carry class and exit code. */
function checkCharges(row: StepRow, own: readonly AttemptRow[], { plan, uncharged }: Step): void {
  const { retry } = plan.step(row.stepId);
  const ended = own.filter((attempt) => countsAsError(attempt) && !uncharged.has(nameOf(attempt)));
  const happened: Record<string, number> = {};
  for (const attempt of ended) {
    const name = budgetName(attempt, retry);
    happened[name] = (happened[name] ?? 0) + 1;
  }
  for (const name of new Set([...Object.keys(happened), ...Object.keys(row.spent)])) {
    const charged = row.spent[name] ?? 0;
    law(6, charged === (happened[name] ?? 0), `${row.key}: ${name} charged ${charged} times`);
  }
}

// What was told to stop is not charged for how it ended.
function countsAsError({ status, endedAt }: AttemptRow): boolean {
  return endedAt !== null && (status === 'failed' || status === 'interrupted');
}

function checkRetry(row: StepRow, own: readonly AttemptRow[]): void {
  const last = own.at(-1);
  if (row.state !== 'backoff' || last === undefined) return;
  law(6, last.status === 'failed', `${row.key}: backoff after an attempt ${last.status}`);
}

function checkMemory(row: StepRow, own: readonly AttemptRow[], { plan }: Step): void {
  const last = own.at(-1);
  if (row.state !== 'starting' || last === undefined) return;
  const { resources, retry } = plan.step(row.stepId);
  const factor = retry.escalate.oomMemoryFactor ?? 1;
  const expected = (resources?.memoryBytes ?? 0) * factor ** (row.spent['oom'] ?? 0);
  law(6, last.memoryBytes === expected, `${row.key}: ${last.memoryBytes} bytes, not ${expected}`);
}

function budgetName({ class: kind, exitCode }: AttemptRow, retry: RetrySpec): string {
  if (kind !== 'exit-code' && kind !== 'failure') return kind ?? 'failure';
  const isListed = exitCode !== null && String(exitCode) in retry.exitCodes;
  return isListed ? `exit-code:${exitCode}` : 'failure';
}

function limitOf(retry: RetrySpec, name: string): number {
  const code = name.startsWith('exit-code:') ? name.slice('exit-code:'.length) : null;
  if (code !== null) return retry.exitCodes[code] ?? 0;
  return retry.limits[name as keyof RetrySpec['limits']];
}

function nameOf({ key, number }: AttemptRow): string {
  return `${key}#${number}`;
}
