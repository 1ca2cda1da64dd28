import { stepKey, type Cell } from '../../app/domain/cell.ts';
import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import type { PlanStep } from '../../app/domain/plan.ts';
import type { StepRow } from '../../app/domain/run/run.ts';
import type { StepResult, TriggerRule } from '../../app/domain/statuses.ts';
import { knownCondition, type ConditionFacts } from './conditions.ts';
import type { RunBook } from './run-book.ts';

/** What a step whose needs are over must become, found by looking at the whole run: slow, and written apart from the kernel. */
export type Expected = 'go' | 'skipped' | 'cancelled' | 'failure';

export class Oracle {
  readonly #plan: PlanIndex;
  readonly #book: RunBook;

  constructor(plan: PlanIndex, book: RunBook) {
    this.#plan = plan;
    this.#book = book;
  }

  /**
   * Results of the direct needs of a step, or of a cell of it; null for one that is not over. Where cells wait for equal
   * cells, the step itself waits for those to be known, and no more.
   */
  needs(step: PlanStep, cell: Cell | null): readonly (StepResult | null)[] {
    return step.needs.flatMap((id) => {
      const need = this.#book.steps.get(id);
      const isPaired = step.cellNeeds?.includes(id) === true && need?.group !== null;
      if (!isPaired) return [this.#tolerated(need)];
      return cell === null ? [] : [this.#tolerated(this.#book.steps.get(stepKey(id, cell)))];
    });
  }

  allows(step: PlanStep, cell: Cell | null): Expected {
    const { cancel, options } = this.#book.header;
    if (cancel !== null && (cancel.forced || !this.survivesCancel(step))) return 'cancelled';
    if (!this.conditionHolds(step, cell)) return 'skipped';
    const deploys = step.approval !== null || step.promote.length > 0;
    if (deploys && !options.deploy) return 'skipped';
    return step.withheld === undefined ? 'go' : 'failure';
  }

  conditionHolds(step: PlanStep, cell: Cell | null): boolean {
    const condition = step.if === null ? null : knownCondition(step.if);
    const held = condition === null || condition.holds(this.#facts(step));
    return held && (step.when === null || RULES[step.when](this.needs(step, cell)));
  }

  survivesCancel(step: PlanStep): boolean {
    if (step.if === null) return false;
    const condition = knownCondition(step.if);
    return condition.survives && condition.holds(this.#facts(step));
  }

  /** Whether some required input has nothing behind it. */
  lacksInput(step: PlanStep, cell: Cell | null): boolean {
    const register = step.action.type === 'register' ? [step.action.register.from] : [];
    const wanted = [
      ...Object.values(step.inputs).flatMap((input) =>
        input.optional || !('step' in input) ? [] : [input],
      ),
      ...register.map((from) => ({ step: from.step, output: from.name })),
    ];
    return wanted.some((input) => {
      const isOfCell = 'cells' in input && input.cells === 'same';
      if (!isOfCell) return !this.#made(input.step, input.output);
      return cell !== null && !this.#made(stepKey(input.step, cell), input.output);
    });
  }

  /** Whether enough different people approved, and none rejected. */
  isApproved(step: PlanStep): boolean {
    if (step.approval === null) return true;
    const approvals = this.#book.steps.get(step.id)?.approvals ?? [];
    const people = new Set(approvals.map(({ by }) => by));
    const rejected = approvals.some(({ decision }) => decision === 'rejected');
    return people.size >= step.approval.count && !rejected;
  }

  /** What those below take a result for: a failure that its step tolerates is none. */
  #tolerated(row: StepRow | undefined): StepResult | null {
    if (row === undefined) return null;
    const isTolerated = row.result === 'failure' && this.#plan.step(row.stepId).continueOnError;
    return isTolerated ? 'success' : row.result;
  }

  #made(stepId: string, output: string): boolean {
    const row = this.#book.steps.get(stepId);
    if (row?.role !== 'group') return row?.artifacts[output] !== undefined;
    return this.#book
      .cellsOf(stepId)
      .some((cell) => cell.result === 'success' && cell.artifacts[output] !== undefined);
  }

  #facts(step: PlanStep): ConditionFacts {
    const above = this.#above(step, new Set());
    const has = (...results: StepResult[]): boolean =>
      above.some((row) => results.some((result) => result === this.#tolerated(row)));
    const { cancel, params } = this.#book.header;
    const cancelled = cancel !== null || has('cancelled');
    return {
      success: !cancelled && !has('failure', 'rejected', 'skipped'),
      failure: cancel === null && has('failure', 'rejected'),
      cancelled,
      go: params['go'] === true,
    };
  }

  /** Every step above, as far as its end had to be waited for. */
  #above(step: PlanStep, seen: Set<string>): readonly StepRow[] {
    return step.needs.flatMap((id) => {
      const row = this.#book.steps.get(id);
      if (row === undefined || seen.has(id)) return [];
      seen.add(id);
      const isLeftOut = id in this.#book.header.options.exclude && row.takenFrom === null;
      return [row, ...(isLeftOut ? [] : this.#above(this.#plan.step(id), seen))];
    });
  }
}

type Needs = readonly (StepResult | null)[];
const good = (result: StepResult | null): boolean => result === 'success';
const bad = (result: StepResult | null): boolean => result === 'failure' || result === 'rejected';

const RULES: Readonly<Record<TriggerRule, (needs: Needs) => boolean>> = {
  'all-success': (needs) => needs.every(good),
  'all-done': () => true,
  'all-failed': (needs) => needs.length > 0 && needs.every(bad),
  'one-success': (needs) => needs.some(good),
  'one-failed': (needs) => needs.some(bad),
  'none-failed': (needs) => !needs.some(bad),
  'none-failed-min-one-success': (needs) => !needs.some(bad) && needs.some(good),
};
