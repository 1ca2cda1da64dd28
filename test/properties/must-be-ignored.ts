import type { RunEvent } from '../../app/domain/run/event.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { LIVE } from './law-broken.ts';
import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import { hasLimit } from './has-limit.ts';
import type { RunBook } from './run-book.ts';

/** Law 3: whether an event is no answer to what the run waits for, and so must change nothing. */
export function mustBeIgnored(event: RunEvent, book: RunBook, plan: PlanIndex): boolean {
  if (book.header.endedAt !== null) return true;
  if (event.type === 'budget.raised') return isSaid(event, book) || !hasLimit(book, plan);
  return isNoAnswer(event, book, plan);
}

type Other = Exclude<RunEvent, { type: 'budget.raised' }>;

function isNoAnswer(event: Other, book: RunBook, plan: PlanIndex): boolean {
  switch (event.type) {
    case 'run.created':
      return true;
    case 'run.admitted':
      return book.header.status !== 'queued';
    case 'timer.fired':
      return event.at < dueOf(book, event.timer);
    case 'run.cancel-requested':
    // Random runs are of one machine: nothing that was approved rests on anything.
    case 'approvals.doubted':
    case 'approvals.checked':
    case 'approval.regated':
    case 'approval.waits':
      return false;
    default:
      return mustRowIgnore(event, book, plan);
  }
}

function mustRowIgnore(event: RowEvent, book: RunBook, plan: PlanIndex): boolean {
  const row = book.steps.get(event.key);
  if (row === undefined || !isAwaited(event, row)) return true;
  // `go` is news for what waits alone.
  if (event.type === 'budget.decided') return !hasLimit(book, plan) || isNoNews(event, row);
  if (event.type === 'approval.withdrawn') {
    return !row.approvals.some(({ by }) => by === event.by);
  }
  return event.type === 'approval.decided' && !mayDecide(event, row, plan);
}

/** Infinity: no such clock runs. */
function dueOf({ timers }: RunBook, timer: string): number {
  return timers.get(timer)?.dueAt ?? Infinity;
}

type RowEvent = Exclude<
  Extract<RunEvent, { key: string }>,
  { type: 'approvals.checked' | 'approval.regated' | 'approval.waits' }
>;

const AWAITED_IN: Readonly<Record<RowEvent['type'], (state: string) => boolean>> = {
  'cache.answered': (state) => state === 'looking-up',
  'approval.decided': (state) => state === 'approval',
  'approval.withdrawn': (state) => state === 'approval',
  'attempt.started': (state) => state === 'starting',
  'attempt.waits': (state) => state === 'starting',
  'attempt.placed': (state) => state === 'starting',
  'attempt.rejected': (state) => state === 'starting',
  'attempt.ended': (state) => LIVE.has(state),
  'baselines.answered': (state) => state === 'judging',
  'budget.decided': (state) => ['pricing', 'budget', 'starting', 'running'].includes(state),
  'model.promoted': (state) => state === 'promoting',
};

function isAwaited(event: RowEvent, row: StepRow): boolean {
  if (!AWAITED_IN[event.type](row.state)) return false;
  if (row.state === 'pricing') return 'attempt' in event && event.attempt === row.attempt + 1;
  return !('attempt' in event) || event.attempt === row.attempt;
}

function isSaid(event: Extract<RunEvent, { type: 'budget.raised' }>, { header }: RunBook): boolean {
  return (header.raises ?? []).some(({ once }) => once === event.once);
}

function isNoNews(
  { verdict }: Extract<RunEvent, { type: 'budget.decided' }>,
  { state }: StepRow,
): boolean {
  if (state === 'pricing') return false;
  return state === 'budget' ? verdict !== 'go' : verdict === 'go';
}

type Decision = Extract<RunEvent, { type: 'approval.decided' }>;

// Where random plans name reviewers, they are Ada and whoever stands for @acme/ml.
function mayDecide({ by, standsFor, decision }: Decision, row: StepRow, plan: PlanIndex): boolean {
  const reviewers = plan.step(row.stepId).approval?.reviewers ?? [];
  const isReviewer = reviewers.length === 0 || by === 'ada' || standsFor === '@acme/ml';
  const hasDecided = row.approvals.some((one) => one.by === by && one.decision === decision);
  return isReviewer && !hasDecided;
}
