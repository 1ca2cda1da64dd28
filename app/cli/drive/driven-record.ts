import type { RunHeader } from '../../domain/run/run.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import type { RunRecord } from '../../reports/view/run-view.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { loadRunRecord, modelsOfRun } from '../workspace/load-run-record.ts';

/**
 * One run as this process last saw it: follows patches without reading, and reads again when it missed one, because
 * another process wrote it.
 */
export class RunMirror {
  readonly #store: StoreReads;
  readonly #run: string;
  #record: RunRecord;
  #hot: HotRun;
  #reading: Promise<void> | null = null;

  private constructor(store: StoreReads, record: RunRecord) {
    this.#store = store;
    this.#run = record.header.id;
    this.#record = record;
    this.#hot = hotRunOf(record);
  }

  static async open(store: StoreReads, run: string): Promise<RunMirror> {
    return new RunMirror(store, await loadRunRecord(store, run));
  }

  get header(): RunHeader {
    return this.#hot.header;
  }

  /** Takes a change in; null means that it has to be read. Resolves once the mirror shows it. */
  async apply(patch: Patch | null): Promise<void> {
    if (patch === null) {
      // What is being read may be older than this change.
      await this.#reading;
      return this.#read();
    }
    while (patch.header.version > this.header.version) {
      if (patch.header.version === this.header.version + 1) this.#hot.apply(patch);
      else await this.#read();
    }
  }

  /** The run with all that a report wants, models among it. */
  async record(): Promise<RunRecord> {
    const { steps, attempts, header } = this.#hot.rows();
    const registers = this.#record.plan.steps.some(({ action }) => action.type === 'register');
    const models = registers ? await modelsOfRun(this.#store, this.#run) : NO_MODELS;
    return { plan: this.#record.plan, header, steps, attempts, ...models };
  }

  #read(): Promise<void> {
    this.#reading ??= this.#load().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  async #load(): Promise<void> {
    const record = await loadRunRecord(this.#store, this.#run);
    if (record.header.version <= this.header.version) return;
    this.#record = record;
    this.#hot = hotRunOf(record);
  }
}

const NO_MODELS = { models: [], aliases: [] };

function hotRunOf({ plan, header, steps, attempts }: RunRecord): HotRun {
  return HotRun.load(indexPlan(plan), { header, steps, attempts, timers: [] });
}
