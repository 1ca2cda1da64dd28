import type { StepRow } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';

/** 7: what could go on now does not wait. */
export function checkProgress(step: Step): void {
  const { status, endedAt } = step.book.header;
  if (status === 'queued' || endedAt !== null) return;
  for (const row of step.book.steps.values()) CAN_GO_ON[row.state]?.(step, row);
}

const CAN_GO_ON: Readonly<Record<string, (step: Step, row: StepRow) => void>> = {
  waiting: ({ plan, book }, row) => {
    const { needs } = plan.step(row.stepId);
    const isOpen = needs.some((id) => book.steps.get(id)?.state !== 'over');
    law(7, isOpen, `${row.key} waits for nothing`);
  },
  ready: ({ plan, book }, row) => {
    const { counts, options } = book.header;
    const most = Math.min(plan.plan.maxParallel ?? Infinity, options.maxParallel ?? Infinity);
    law(7, counts.live >= most, `${row.key} is not started`);
  },
  held: ({ plan, book }, row) => {
    const places = plan.step(row.stepId).matrix?.maxParallel ?? Infinity;
    const cells = book.cellsOf(row.stepId);
    const taken = cells.filter(({ state }) => state !== 'over' && state !== 'held');
    law(7, taken.length >= places, `${row.key} is held for nothing`);
  },
};
