import type { Digest } from '../../domain/digest.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan, type PlanIndex } from '../../engine/state/plan-index.ts';
import { keepRecent } from '../keep-recent.ts';
import type { Store } from '../ports/store.ts';

const KEPT_RUNS = 100;
const KEPT_PLANS = 100;

/** Runs in memory, loaded when first asked for and dropped when another process has changed them. */
export class HotRuns {
  readonly #store: Pick<Store, 'runs' | 'mayHaveChanged'>;
  readonly #runs = new Map<string, HotRun>();
  readonly #plans = new Map<Digest, PlanIndex>();

  constructor(store: Pick<Store, 'runs' | 'mayHaveChanged'>) {
    this.#store = store;
  }

  /** Null: there is no such run. */
  async get(run: string): Promise<HotRun | null> {
    const known = this.#runs.get(run);
    if (known !== undefined) {
      keepRecent(this.#runs, run, known, KEPT_RUNS);
      return known;
    }
    const rows = await this.#store.runs.load(run);
    if (rows === null) return null;
    const hot = HotRun.load(await this.plan(rows.header.plan), rows);
    keepRecent(this.#runs, run, hot, KEPT_RUNS);
    return hot;
  }

  put(hot: HotRun): void {
    keepRecent(this.#runs, hot.header.id, hot, KEPT_RUNS);
  }

  drop(run: string): void {
    this.#runs.delete(run);
  }

  /** Forgets the runs that another process has changed; gives their ids. */
  async dropStale(): Promise<string[]> {
    if (this.#runs.size === 0 || !this.#store.mayHaveChanged()) return [];
    const known = [...this.#runs];
    // Should the store fail now, nobody will say again that something has changed: nothing in memory can be trusted.
    this.#runs.clear();
    const stored = await this.#store.runs.versions(known.map(([run]) => run));
    const isFresh = ([run, hot]: [string, HotRun]) => stored.get(run) === hot.header.version;
    for (const [run, hot] of known.filter(isFresh)) this.#runs.set(run, hot);
    return known.filter((entry) => !isFresh(entry)).map(([run]) => run);
  }

  async plan(digest: Digest): Promise<PlanIndex> {
    const known = this.#plans.get(digest);
    if (known !== undefined) return known;
    const plan = await this.#store.runs.plan(digest);
    if (plan === null)
      throw new Error(`The store has no plan ${digest}, though a run refers to it.`);
    const index = indexPlan(plan);
    keepRecent(this.#plans, digest, index, KEPT_PLANS);
    return index;
  }
}
