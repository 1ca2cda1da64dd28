import type { HotRun } from '../../engine/state/hot-run.ts';
import { DecisionBatch, type Enrich, type Touched } from './decision-batch.ts';
import type { HotRuns } from './hot-runs.ts';
import type { EffectLease } from '../ports/outbox.ts';
import type { Store } from '../ports/store.ts';
import type { Submission, EventOutcome } from './submission.ts';

export type InboxDeps = {
  readonly store: Pick<Store, 'commit'>;
  readonly runs: HotRuns;
  readonly enrich: Enrich;
  /** The lease on effects that this process will perform itself; null: others may. */
  readonly leaseOf: (run: string) => EffectLease | null;
  readonly committed: (touched: ReadonlyMap<string, Touched>) => void;
  /** These were changed by another process. */
  readonly outrun: (runs: readonly string[]) => void;
};

const LARGEST_BATCH = 200;
export const LAZY_MS = 50;
/** Conflicts in a row before something must be wrong. */
const MOST_CONFLICTS = 50;

type Waiting = Submission & {
  readonly resolve: (outcomes: readonly EventOutcome[]) => void;
  readonly reject: (error: unknown) => void;
};

/**
 * The one way to change a run. Submissions queue up; those that wait together are decided together, in order, on runs
 * in memory, and committed in one transaction. After a conflict the runs are loaded again and all is decided anew.
 */
export class Inbox {
  readonly #parts: InboxDeps;
  #waiting: Waiting[] = [];
  #quiet: (() => Promise<void>)[] = [];
  #working: Promise<void> | null = null;
  #later: NodeJS.Timeout | null = null;
  #isLate = false;
  /** How long a lazy submission may wait for company. */
  lazyMs = LAZY_MS;

  constructor(parts: InboxDeps) {
    this.#parts = parts;
  }

  /** Resolves once it is committed, with what became of each event. */
  submit(submission: Submission): Promise<readonly EventOutcome[]> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ ...submission, resolve, reject });
      if (submission.pace === 'lazy') this.#workLater();
      else this.#work();
    });
  }

  /** Looks at a run while nothing of it is half decided; null: there is no such run. */
  read<T>(run: string, look: (hot: HotRun | null) => T): Promise<T> {
    return this.quietly(async (runs) => look(await runs.get(run)));
  }

  /** Does something with the runs in memory while nothing is half decided. */
  quietly<T>(act: (runs: HotRuns) => Promise<T>): Promise<T> {
    return new Promise((resolve, reject) => {
      this.#quiet.push(() => act(this.#parts.runs).then(resolve, reject));
      this.#work();
    });
  }

  /** Resolves when nothing waits. */
  async idle(): Promise<void> {
    while (this.#waiting.length > 0 || this.#working !== null) {
      this.#isLate = true;
      this.#work();
      await this.#working;
    }
  }

  #workLater(): void {
    if (this.#later !== null) return;
    this.#later = setTimeout(() => {
      this.#later = null;
      this.#isLate = true;
      this.#work();
    }, this.lazyMs);
  }

  /** Nothing lazy waits any more: the next one has its whole time to find company. */
  #forgetLate(): void {
    this.#isLate = false;
    if (this.#later !== null) clearTimeout(this.#later);
    this.#later = null;
  }

  #work(): void {
    this.#working ??= this.#drain().finally(() => {
      this.#working = null;
      if (this.#hasWork) this.#work();
    });
  }

  async #drain(): Promise<void> {
    while (this.#hasWork) {
      // What arrives in the same turn of the loop belongs together.
      await new Promise((resolve) => setImmediate(resolve));
      await this.#freshen();
      for (const act of this.#quiet.splice(0)) await act();
      if (!this.#hasWork) continue;
      const batch = this.#nextBatch();
      if (this.#waiting.length === 0) this.#forgetLate();
      await this.#process(batch);
    }
  }

  /**
   * A decision that changes nothing is guarded by no version, and neither is a look. So nothing is decided or looked at
   * on less than what was committed, by anyone, before it was asked for.
   */
  async #freshen(): Promise<void> {
    const { runs, outrun } = this.#parts;
    try {
      outrun(await runs.dropStale());
    } catch {
      // The store cannot be reached: what comes next needs it too and says so to whoever asked.
    }
  }

  /** What is lazy alone is no work until its time has come. */
  get #hasWork(): boolean {
    if (this.#quiet.length > 0) return true;
    return this.#waiting.some(({ pace }) => this.#isLate || pace !== 'lazy');
  }

  #nextBatch(): Waiting[] {
    const alone = this.#waiting.findIndex(({ pace }) => pace === 'alone');
    const size = alone < 0 ? LARGEST_BATCH : Math.max(alone, 1);
    return this.#waiting.splice(0, Math.min(size, LARGEST_BATCH));
  }

  async #process(waiting: readonly Waiting[]): Promise<void> {
    try {
      const outcomes = await this.#commit(waiting);
      waiting.forEach(({ resolve }, index) => resolve(outcomes[index] ?? []));
    } catch (error) {
      const [first, ...others] = waiting;
      if (others.length === 0) first?.reject(error);
      // One of them cannot be decided or committed; the others shall not suffer for it.
      else for (const one of waiting) await this.#process([one]);
    }
  }

  async #commit(waiting: readonly Waiting[]): Promise<EventOutcome[][]> {
    for (let conflicts = 0; conflicts < MOST_CONFLICTS; conflicts += 1) {
      const outcomes = await this.#attempt(waiting);
      if (outcomes !== null) return outcomes;
    }
    throw new Error(`The store refused a commit ${MOST_CONFLICTS} times in a row.`);
  }

  /** Null: others were faster. */
  async #attempt(waiting: readonly Waiting[]): Promise<EventOutcome[][] | null> {
    const { store, runs, enrich, leaseOf, committed, outrun } = this.#parts;
    const batch = new DecisionBatch(runs, enrich);
    try {
      const outcomes: EventOutcome[][] = [];
      for (const { prepare } of waiting) outcomes.push(await batch.take(await prepare(runs)));
      const changes = batch.changes(leaseOf);
      if (changes.length > 0) {
        const result = await store.commit(changes);
        if (result.type === 'conflict') {
          batch.undo();
          outrun(result.where.filter((name) => batch.touched.has(name)));
          return null;
        }
      }
      committed(batch.touched);
      return outcomes;
    } catch (error) {
      batch.undo();
      throw error;
    }
  }
}
