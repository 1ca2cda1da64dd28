import type { AttemptRow, RunHeader, StepRow, Timer } from '../../app/domain/run/run.ts';
import type { PlanIndex } from '../../app/engine/state/plan-index.ts';
import type { RunReader } from '../../app/engine/state/run-reader.ts';

/** A reader that counts every row that a decision reads, found or not, and every step of the plan that it looks up. */
export class CountingReader implements RunReader {
  readonly plan: PlanIndex;
  reads = 0;
  readonly #base: RunReader;

  constructor(base: RunReader) {
    this.#base = base;
    const { plan } = base;
    const count = <T>(value: T): T => this.#count(value);
    this.plan = {
      get plan() {
        return plan.plan;
      },
      get roots() {
        return plan.roots.map((id) => count(id));
      },
      step: (id) => count(plan.step(id)),
      dependentsOf: (id) => plan.dependentsOf(id).map((dependent) => count(dependent)),
      pairedWith: (id) => plan.pairedWith(id).map((paired) => count(paired)),
      orderOf: (id) => count(plan.orderOf(id)),
      get made() {
        return plan.made;
      },
    };
  }

  get header(): RunHeader {
    return this.#base.header;
  }

  step(key: string): StepRow | undefined {
    return this.#count(this.#base.step(key));
  }

  attempt(key: string, number: number): AttemptRow | undefined {
    return this.#count(this.#base.attempt(key, number));
  }

  timer(id: string): Timer | undefined {
    return this.#count(this.#base.timer(id));
  }

  cellsOf(stepId: string): Iterable<StepRow> {
    return this.#each(this.#base.cellsOf(stepId));
  }

  nextReady(after: number): StepRow | undefined {
    return this.#count(this.#base.nextReady(after));
  }

  nextHeld(stepId: string, after: number): StepRow | undefined {
    return this.#count(this.#base.nextHeld(stepId, after));
  }

  unblocked(): Iterable<StepRow> {
    return this.#each(this.#base.unblocked());
  }

  active(): Iterable<StepRow> {
    return this.#each(this.#base.active());
  }

  *#each(rows: Iterable<StepRow>): Iterable<StepRow> {
    for (const row of rows) yield this.#count(row);
  }

  #count<T>(value: T): T {
    this.reads += 1;
    return value;
  }
}
