import type { Patch } from '../../domain/run/patch.ts';
import type { AttemptRow, RunHeader, StepRow, Timer } from '../../domain/run/run.ts';
import { OrderedRows } from './ordered-rows.ts';
import type { PlanIndex } from './plan-index.ts';
import type { RunReader } from './run-reader.ts';

/** All rows of one run, as the store holds them. */
export type RunRows = {
  readonly header: RunHeader;
  readonly steps: readonly StepRow[];
  readonly attempts: readonly AttemptRow[];
  readonly timers: readonly Timer[];
};

/**
 * A run in memory, with the indexes that decisions read. Only `apply` changes it, and it costs what the patch holds,
 * not what the run holds. Dropped and loaded again after a version conflict.
 */
export class HotRun implements RunReader {
  readonly plan: PlanIndex;
  #header: RunHeader;
  readonly #steps = new Map<string, StepRow>();
  readonly #attempts = new Map<string, Map<number, AttemptRow>>();
  readonly #timers = new Map<string, Timer>();
  readonly #cells = new Map<string, OrderedRows>();
  readonly #held = new Map<string, OrderedRows>();
  readonly #ready = new OrderedRows();
  readonly #active = new OrderedRows();
  readonly #unblocked = new OrderedRows();

  private constructor(plan: PlanIndex, header: RunHeader) {
    this.plan = plan;
    this.#header = header;
  }

  static load(plan: PlanIndex, rows: RunRows): HotRun {
    const run = new HotRun(plan, rows.header);
    for (const row of rows.steps) run.#keepStep(row);
    for (const attempt of rows.attempts) run.#keepAttempt(attempt);
    for (const timer of rows.timers) run.#timers.set(timer.id, timer);
    return run;
  }

  apply(patch: Patch): void {
    this.#header = patch.header;
    for (const row of patch.steps) this.#keepStep(row);
    for (const attempt of patch.attempts) this.#keepAttempt(attempt);
    for (const id of patch.timers.clear) this.#timers.delete(id);
    for (const timer of patch.timers.set) this.#timers.set(timer.id, timer);
  }

  get header(): RunHeader {
    return this.#header;
  }

  step(key: string): StepRow | undefined {
    return this.#steps.get(key);
  }

  attempt(key: string, number: number): AttemptRow | undefined {
    return this.#attempts.get(key)?.get(number);
  }

  timer(id: string): Timer | undefined {
    return this.#timers.get(id);
  }

  cellsOf(stepId: string): Iterable<StepRow> {
    return this.#rowsOf(this.#cells.get(stepId));
  }

  nextReady(after: number): StepRow | undefined {
    const key = this.#ready.next(after);
    return key === undefined ? undefined : this.#steps.get(key);
  }

  nextHeld(stepId: string, after: number): StepRow | undefined {
    const key = this.#held.get(stepId)?.next(after);
    return key === undefined ? undefined : this.#steps.get(key);
  }

  active(): Iterable<StepRow> {
    return this.#rowsOf(this.#active);
  }

  unblocked(): Iterable<StepRow> {
    return this.#rowsOf(this.#unblocked);
  }

  /** Every row, for whoever shows or stores the whole run; decisions never ask for it. */
  rows(): RunRows {
    return {
      header: this.#header,
      steps: [...this.#steps.values()].sort((a, b) => a.order - b.order || byText(a.key, b.key)),
      attempts: [...this.#attempts.values()]
        .flatMap((numbered) => Array.from(numbered.values()))
        .sort((a, b) => byText(a.key, b.key) || a.number - b.number),
      timers: [...this.#timers.values()].sort((a, b) => byText(a.id, b.id)),
    };
  }

  *#rowsOf(keys: OrderedRows | undefined): Iterable<StepRow> {
    if (keys === undefined) return;
    for (const key of keys.keys()) {
      const row = this.#steps.get(key);
      if (row !== undefined) yield row;
    }
  }

  #keepAttempt(attempt: AttemptRow): void {
    const numbered = this.#attempts.get(attempt.key);
    if (numbered === undefined)
      this.#attempts.set(attempt.key, new Map([[attempt.number, attempt]]));
    else numbered.set(attempt.number, attempt);
  }

  #keepStep(row: StepRow): void {
    const before = this.#steps.get(row.key);
    this.#steps.set(row.key, row);
    if (before === undefined && row.role === 'cell') indexOf(this.#cells, row.stepId).add(row);
    const entered = this.#indexesOf(row);
    if (before !== undefined) {
      const left = this.#indexesOf(before);
      if (before.order === row.order && isSame(left, entered)) return;
      for (const index of left) index.remove(before);
    }
    for (const index of entered) index.add(row);
  }

  #indexesOf(row: StepRow): readonly OrderedRows[] {
    if (row.state === 'over') return [];
    if (row.state === 'waiting') return row.unmet === 0 ? [this.#unblocked] : [];
    if (row.state === 'ready') return [this.#active, this.#ready];
    if (row.state === 'held') return [this.#active, indexOf(this.#held, row.stepId)];
    return [this.#active];
  }
}

function isSame(a: readonly OrderedRows[], b: readonly OrderedRows[]): boolean {
  return a.length === b.length && a.every((index, at) => index === b[at]);
}

function byText(a: string, b: string): number {
  return a < b ? -1 : Number(a > b);
}

function indexOf(indexes: Map<string, OrderedRows>, stepId: string): OrderedRows {
  const known = indexes.get(stepId);
  if (known !== undefined) return known;
  const made = new OrderedRows();
  indexes.set(stepId, made);
  return made;
}
