import type { StepRow } from '../../app/domain/run/run.ts';
import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import type { ReusedRow, ReuseChoice } from '../../app/engine/reuse.ts';
import { law, LawBroken } from './law-broken.ts';
import type { RunBook } from './run-book.ts';

/** A run that ended is over everywhere, and is called what its steps say. */
export function checkEnd(plan: PlanIndex, book: RunBook): void {
  const rows = [...book.steps.values()];
  const open = rows.find(({ state }) => state !== 'over');
  law(7, open === undefined, `the run ended before ${open?.key}`);
  const live = [...book.attempts.values()].find(({ endedAt }) => endedAt === null);
  law(7, live === undefined, `the run ended before an attempt of ${live?.key}`);
  const own = rows.filter(({ role }) => role !== 'cell');
  const counted = own.filter(({ stepId }) => !plan.step(stepId).continueOnError);
  const has = (among: readonly StepRow[], result: string): boolean =>
    among.some((row) => row.result === result);
  const conclusion =
    (has(counted, 'failure') && 'failed') ||
    (has(counted, 'rejected') && 'rejected') ||
    (has(own, 'cancelled') && 'cancelled') ||
    'succeeded';
  const { status } = book.header;
  law(4, status === conclusion, `the run is ${status}, its steps say ${conclusion}`);
}

type Taken = Readonly<Record<string, ReusedRow>>;

/** A rerun reuses successes and skips only, and nothing that stands below a step that runs again. */
export function checkReuse(
  plan: PlanIndex,
  rows: readonly StepRow[],
  taken: Taken,
  choice: ReuseChoice,
): void {
  const runsAgain = (id: string): boolean => taken[id] === undefined;
  for (const { row } of Object.values(taken)) {
    const endedWell = row.result === 'success' || row.result === 'skipped';
    law(
      4,
      endedWell || taken[row.stepId] !== undefined,
      `${row.key} was ${row.result} and is reused`,
    );
    const isChosen = choice.type === 'from' && row.stepId === choice.step;
    law(4, choice.type !== 'all' && !isChosen, `${row.key} is reused`);
    const above = plan.step(row.stepId).needs.find(runsAgain);
    law(4, above === undefined, `${row.key} is reused, but ${above} above runs again`);
  }
  if (choice.type === 'failed') checkNothingLost(plan, rows, taken);
}

function checkNothingLost(plan: PlanIndex, rows: readonly StepRow[], taken: Taken): void {
  for (const row of rows) {
    const isRoot = plan.step(row.stepId).needs.length === 0;
    if (!isRoot || row.result !== 'success') continue;
    if (taken[row.key] === undefined) throw new LawBroken(4, `${row.key} succeeded and runs again`);
  }
}
