import type { Effect, EffectBody } from '../../domain/run/effect.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type {
  AttemptRow,
  CacheEntry,
  Instant,
  RunHeader,
  StepRow,
  Timer,
} from '../../domain/run/run.ts';
import { MadeCells } from './made-cells.ts';
import type { PlanIndex } from './plan-index.ts';
import type { RunReader } from './run-reader.ts';
import { countsAfter, matrixCountsAfter } from './counts.ts';

type Moved = { readonly row: StepRow; readonly to: 'open' | 'over' };

/**
 * A run as it will be, while an event is being decided: what was put here covers what the reader says, and becomes
 * the patch. Counters follow every row by themselves; rows that ended and matrices that opened queue up for settle.
 */
export class RunChanges implements RunReader {
  readonly plan: PlanIndex;
  readonly at: Instant;
  readonly #base: RunReader;
  #header: RunHeader;
  readonly #steps = new Map<string, StepRow>();
  readonly #attempts = new Map<string, AttemptRow>();
  readonly #set = new Map<string, Timer>();
  readonly #clear = new Set<string>();
  readonly #effects = new Map<string, Effect>();
  readonly #cache: CacheEntry[] = [];
  readonly #made = new MadeCells();
  readonly #moved: { readonly key: string; readonly to: Moved['to'] }[] = [];
  #settled = 0;
  #ready: StepRow[] | null = null;

  constructor(base: RunReader, at: Instant) {
    this.plan = base.plan;
    this.at = at;
    this.#base = base;
    this.#header = base.header;
  }

  get header(): RunHeader {
    return this.#header;
  }

  step(key: string): StepRow | undefined {
    return this.#steps.get(key) ?? this.#base.step(key);
  }

  attempt(key: string, number: number): AttemptRow | undefined {
    return this.#attempts.get(attemptName(key, number)) ?? this.#base.attempt(key, number);
  }

  timer(id: string): Timer | undefined {
    if (this.#clear.has(id)) return undefined;
    return this.#set.get(id) ?? this.#base.timer(id);
  }

  *cellsOf(stepId: string): Iterable<StepRow> {
    for (const row of this.#base.cellsOf(stepId)) yield this.#steps.get(row.key) ?? row;
    for (const key of this.#made.of(stepId)) {
      const row = this.#steps.get(key);
      if (row !== undefined) yield row;
    }
  }

  /** Asked only once all is settled: rows that become ready later are not seen. */
  nextReady(after: number): StepRow | undefined {
    this.#ready ??= [...this.#steps.values()]
      .filter((row) => row.state === 'ready')
      .sort((a, b) => b.order - a.order);
    while ((this.#ready.at(-1)?.order ?? Infinity) <= after) this.#ready.pop();
    return earlier(
      this.#unchanged((from) => this.#base.nextReady(from), after),
      this.#ready.at(-1),
    );
  }

  nextHeld(stepId: string, after: number): StepRow | undefined {
    const from = Math.max(after, this.#made.releasedUpTo(stepId));
    const kept = this.#unchanged((order) => this.#base.nextHeld(stepId, order), from);
    const made = this.#made.next(stepId, (key) => this.#steps.get(key)?.state === 'held');
    return earlier(kept, made === undefined ? undefined : this.#steps.get(made));
  }

  *unblocked(): Iterable<StepRow> {
    for (const row of this.#base.unblocked()) {
      const now = this.#steps.get(row.key) ?? row;
      if (now.state === 'waiting') yield now;
    }
  }

  *active(): Iterable<StepRow> {
    for (const row of this.#base.active()) {
      const now = this.#steps.get(row.key) ?? row;
      if (now.state !== 'over') yield now;
    }
  }

  putHeader(header: RunHeader): void {
    this.#header = header;
  }

  /** Replaces a row; its counters and its matrix's counts follow. One that opened or ended waits for `takeMoved`. */
  put(row: StepRow): void {
    const before = this.step(row.key);
    this.#steps.set(row.key, row);
    const { continueOnError } = this.plan.step(row.stepId);
    const counts = countsAfter(this.#header.counts, before, row, continueOnError);
    if (counts !== this.#header.counts) this.#header = { ...this.#header, counts };
    if (row.role === 'cell') this.#putCell(before, row);
    const to = row.state;
    if ((to === 'over' || to === 'open') && before?.state !== to)
      this.#moved.push({ key: row.key, to });
  }

  /** The next row that opened or ended in this decision, as it is by now, and has not been settled for that. */
  takeMoved(): Moved | undefined {
    const moved = this.#moved[this.#settled];
    const row = moved === undefined ? undefined : this.#steps.get(moved.key);
    if (moved === undefined || row === undefined) return undefined;
    this.#settled += 1;
    return { row, to: moved.to };
  }

  putAttempt(attempt: AttemptRow): void {
    this.#attempts.set(attemptName(attempt.key, attempt.number), attempt);
  }

  setTimer(timer: Timer): void {
    this.#clear.delete(timer.id);
    this.#set.set(timer.id, timer);
  }

  clearTimer(id: string): void {
    if (this.timer(id) === undefined) return;
    this.#set.delete(id);
    if (this.#base.timer(id) !== undefined) this.#clear.add(id);
  }

  /** `place` is step, attempt and purpose: with the run's id it names the effect. */
  emit(place: string, body: EffectBody): void {
    const id = `${this.#header.id}/${place}`;
    this.#effects.set(id, { id, dueAt: this.at, ...body });
  }

  addToCache(entry: CacheEntry): void {
    this.#cache.push(entry);
  }

  /** Whether anything was put, set, cleared or emitted. */
  get isTouched(): boolean {
    const rows = this.#steps.size + this.#attempts.size + this.#set.size + this.#clear.size;
    return this.#header !== this.#base.header || rows + this.#effects.size > 0;
  }

  /** What is to be written. */
  patch(): Patch {
    return {
      header: { ...this.#header, version: this.#base.header.version + 1 },
      steps: [...this.#steps.values()],
      attempts: [...this.#attempts.values()],
      timers: { set: [...this.#set.values()], clear: [...this.#clear] },
      effects: [...this.#effects.values()],
      cache: this.#cache,
    };
  }

  #putCell(before: StepRow | undefined, row: StepRow): void {
    this.#made.follow(before, row);
    const matrix = this.step(row.stepId);
    if (matrix === undefined || matrix.group === null) return;
    const counts = matrixCountsAfter(matrix.group, before, row);
    if (counts !== matrix.group) this.#steps.set(matrix.key, { ...matrix, group: counts });
  }

  /** The first row of an index of the reader that this decision has not touched. */
  #unchanged(next: (after: number) => StepRow | undefined, after: number): StepRow | undefined {
    let row = next(after);
    while (row !== undefined && this.#steps.has(row.key)) row = next(row.order);
    return row;
  }
}

function attemptName(key: string, number: number): string {
  return `${key}#${number}`;
}

function earlier(a: StepRow | undefined, b: StepRow | undefined): StepRow | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return a.order < b.order ? a : b;
}
