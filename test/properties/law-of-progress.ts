import { stepKey } from '../../app/domain/cell.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import { law, type Step } from './law-broken.ts';
import { Oracle } from './oracle.ts';

/** 7: what could go on now does not wait. */
export function checkProgress(step: Step): void {
  const { status, endedAt } = step.book.header;
  if (status === 'queued' || endedAt !== null) return;
  for (const row of step.book.steps.values()) CAN_GO_ON[row.state]?.(step, row);
}

/** A cell that has no place of its matrix. */
const FREE = new Set(['over', 'waiting', 'held']);

const CAN_GO_ON: Readonly<Record<string, (step: Step, row: StepRow) => void>> = {
  waiting: (step, row) => {
    const { plan, book } = step;
    const spec = plan.step(row.stepId);
    const isOver = (key: string): boolean => book.steps.get(key)?.state === 'over';
    const isMet = (id: string): boolean => {
      if (spec.cellNeeds?.includes(id) !== true || isOver(id)) return isOver(id);
      if (row.cell !== null) return isOver(stepKey(id, row.cell));
      return book.steps.get(id)?.state === 'open';
    };
    if (!spec.needs.every(isMet)) return;
    // What does not begin ends no sooner than all above it.
    const oracle = new Oracle(plan, book);
    const begins = oracle.allows(spec, row.cell) === 'go' && !oracle.lacksInput(spec, row.cell);
    law(7, !begins && !spec.needs.every(isOver), `${row.key} waits for nothing`);
  },
  open: ({ plan, book }, row) => {
    const { cellNeeds = [] } = plan.step(row.stepId);
    const waits = [...book.cellsOf(row.stepId), ...cellNeeds.map((id) => book.steps.get(id))];
    law(
      7,
      waits.some((other) => other?.state !== 'over'),
      `${row.key} is open for nothing`,
    );
  },
  ready: ({ plan, book }, row) => {
    const { counts, options } = book.header;
    const most = Math.min(plan.plan.maxParallel ?? Infinity, options.maxParallel ?? Infinity);
    law(7, counts.live >= most, `${row.key} is not started`);
  },
  held: ({ plan, book }, row) => {
    const places = plan.step(row.stepId).matrix?.maxParallel ?? Infinity;
    const cells = book.cellsOf(row.stepId);
    const taken = cells.filter(({ state }) => !FREE.has(state));
    law(7, taken.length >= places, `${row.key} is held for nothing`);
  },
};
