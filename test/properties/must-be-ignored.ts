import type { RunEvent } from '../../app/domain/event.ts';
import type { StepRow } from '../../app/domain/run.ts';
import { LIVE } from './law-broken.ts';
import type { RunBook } from './run-book.ts';

/** Law 3: whether an event is no answer to what the run waits for, and so must change nothing. */
export function mustBeIgnored(event: RunEvent, book: RunBook): boolean {
  if (book.header.endedAt !== null) return true;
  switch (event.type) {
    case 'run.created':
      return true;
    case 'run.admitted':
      return book.header.status !== 'queued';
    case 'timer.fired':
      return !book.timers.has(event.timer);
    case 'run.cancel-requested':
      return false;
    default:
      return !isAwaited(event, book.steps.get(event.key));
  }
}

type RowEvent = Extract<RunEvent, { key: string }>;

const AWAITED_IN: Readonly<Record<RowEvent['type'], (state: string) => boolean>> = {
  'cache.answered': (state) => state === 'looking-up',
  'approval.decided': (state) => state === 'approval',
  'attempt.started': (state) => state === 'starting',
  'attempt.ended': (state) => LIVE.has(state),
  'model.promoted': (state) => state === 'promoting',
};

function isAwaited(event: RowEvent, row: StepRow | undefined): boolean {
  if (row === undefined || !AWAITED_IN[event.type](row.state)) return false;
  return !('attempt' in event) || event.attempt === row.attempt;
}
