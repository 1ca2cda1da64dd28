import type { Digest } from '../domain/digest.ts';
import type { Patch } from '../domain/run/patch.ts';
import type { PlanStep } from '../domain/plan.ts';
import type { Instant, RunHeader, RunRequest, StepRow, Timer } from '../domain/run/run.ts';
import { admitRun } from './admit-run.ts';
import { blankRow } from './state/blank-row.ts';
import { runTimerId } from './conclude-run.ts';
import { RunChanges } from './state/run-changes.ts';
import { HotRun } from './state/hot-run.ts';
import { ORDERS_PER_STEP, type PlanIndex } from './state/plan-index.ts';
import { afterNeed, afterOpening } from './state/after-need.ts';
import { settle } from './settle.ts';
import { NO_COUNTS, countsAfter } from './state/counts.ts';
import type { ReusedRow } from './reuse.ts';

export type StartOrder = {
  readonly planIndex: PlanIndex;
  readonly planDigest: Digest;
  readonly request: RunRequest;
  /** By row key; a row named here is over from the start, whatever `request.options.exclude` says. */
  readonly reuse: Readonly<Record<string, ReusedRow>>;
  readonly at: Instant;
};

/**
 * The first patch of a run: a row for every step of the plan, and either a question to its concurrency group or,
 * without one, its first starts. Cells are made when their matrix step opens; those reused stand ready before that.
 */
export function startRun(order: StartOrder): Patch {
  const rows = firstRows(order);
  const header = headerOf(order, rows);
  const { planIndex, at } = order;
  const timer: Timer = {
    id: runTimerId(header.id),
    key: null,
    purpose: 'run',
    dueAt: at + planIndex.plan.expiresMs,
    attempt: null,
  };
  const made = HotRun.load(planIndex, { header, steps: rows, attempts: [], timers: [timer] });
  const changes = new RunChanges(made, at);
  const group = planIndex.plan.concurrency?.group;
  if (group === undefined) admitRun(changes);
  else changes.emit('group.join', { kind: 'group.join', group });
  settle(changes);
  return firstPatch(changes, rows, timer);
}

function firstRows({ planIndex, request, reuse, at }: StartOrder): readonly StepRow[] {
  const rows = new Map<string, StepRow>();
  for (const step of planIndex.plan.steps) {
    const role = step.matrix === null ? 'single' : 'group';
    const order = planIndex.orderOf(step.id);
    const blank = blankRow({ key: step.id, stepId: step.id, role, cell: null, order });
    const taken = reuse[step.id];
    const excluded = request.options.exclude[step.id];
    if (taken !== undefined) rows.set(step.id, reusedRow(taken, order));
    else if (excluded !== undefined) rows.set(step.id, excludedRow(blank, excluded, at));
    else rows.set(step.id, waitingRow(blank, step, { planIndex, rows }));
  }
  return [...rows.values(), ...reusedCells(reuse, rows, planIndex)];
}

/** Only for a matrix step whose needs are all over already, so that its matrix is the one of the earlier run. */
function reusedCells(
  reuse: StartOrder['reuse'],
  rows: ReadonlyMap<string, StepRow>,
  planIndex: PlanIndex,
): readonly StepRow[] {
  return Object.values(reuse).flatMap((taken) => {
    const { row } = taken;
    const group = row.role === 'cell' ? rows.get(row.stepId) : undefined;
    if (group === undefined || group.unmet > 0) return [];
    const order = planIndex.orderOf(row.stepId) + (row.order % ORDERS_PER_STEP);
    return [reusedRow(taken, order)];
  });
}

type Earlier = { readonly planIndex: PlanIndex; readonly rows: ReadonlyMap<string, StepRow> };

function waitingRow(blank: StepRow, step: PlanStep, { planIndex, rows }: Earlier): StepRow {
  let row = { ...blank, unmet: step.needs.length };
  for (const id of step.needs) {
    const need = rows.get(id);
    if (need?.state !== 'over') continue;
    const hasCells = need.group !== null && step.cellNeeds?.includes(id) === true;
    row = hasCells ? afterOpening(row) : afterNeed(row, need, planIndex.step(id).continueOnError);
  }
  return row;
}

function excludedRow(blank: StepRow, reason: string, at: Instant): StepRow {
  return { ...blank, state: 'over', result: 'skipped', reason, endedAt: at };
}

function reusedRow({ run, row }: ReusedRow, order: number): StepRow {
  const takenFrom = row.takenFrom ?? { run, key: row.key };
  return { ...row, order, attempt: 0, spent: {}, unmet: 0, takenFrom };
}

function headerOf(order: StartOrder, rows: readonly StepRow[]): RunHeader {
  const { planIndex, request, planDigest, at } = order;
  const { plan } = planIndex;
  const counts = rows.reduce(
    (sum, row) => countsAfter(sum, undefined, row, planIndex.step(row.stepId).continueOnError),
    NO_COUNTS,
  );
  return {
    ...request,
    pipeline: plan.pipeline,
    plan: planDigest,
    params: plan.paramValues,
    status: 'queued',
    version: 0,
    createdAt: at,
    startedAt: null,
    endedAt: null,
    cancel: null,
    counts,
  };
}

function firstPatch(changes: RunChanges, rows: readonly StepRow[], timer: Timer): Patch {
  const patch = changes.patch();
  const changed = new Map(patch.steps.map((row) => [row.key, row]));
  const known = new Set(rows.map((row) => row.key));
  const isOver = patch.header.endedAt !== null;
  return {
    ...patch,
    steps: [
      ...rows.map((row) => changed.get(row.key) ?? row),
      ...patch.steps.filter((row) => !known.has(row.key)),
    ],
    timers: { set: isOver ? [] : [timer, ...patch.timers.set], clear: [] },
  };
}
