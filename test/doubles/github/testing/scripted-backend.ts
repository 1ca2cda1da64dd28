import type {
  ActionsBackend,
  JobConclusion,
  QueuedJob,
  RunOrder,
  RunReporter,
} from '../actions-backend.ts';
import type { Clock } from '../clock.ts';

export type ScriptedJob = QueuedJob & {
  /** How long it takes by the clock; 0 ends it at once. */
  readonly ms?: number;
  readonly conclusion?: JobConclusion;
  readonly log?: string;
};

/** The jobs a run has; null for a file that cannot become jobs. */
export type Script = (order: RunOrder) => readonly ScriptedJob[] | null;

/** Runs jobs that do nothing but take their time: for tests of what GitHub tells about runs, on any clock. */
export class ScriptedBackend implements ActionsBackend {
  readonly orders: RunOrder[] = [];
  readonly #clock: Clock;
  readonly #script: Script;
  readonly #cancels = new Map<number, AbortController>();

  constructor(clock: Clock, script: Script) {
    this.#clock = clock;
    this.#script = script;
  }

  startRun(order: RunOrder, reporter: RunReporter): void {
    this.orders.push(order);
    const jobs = this.#script(order);
    if (jobs === null) return reporter.runCompleted('startup_failure');
    const cancel = new AbortController();
    this.#cancels.set(order.runId, cancel);
    const ends = jobs.map((job) => this.#run(job, reporter, cancel.signal));
    void Promise.all(ends).then((all) => reporter.runCompleted(worst(all)));
    return undefined;
  }

  cancelRun(runId: number): void {
    this.#cancels.get(runId)?.abort();
  }

  async #run(job: ScriptedJob, reporter: RunReporter, signal: AbortSignal): Promise<JobConclusion> {
    const { ms = 0, conclusion = 'success', log = '', ...asked } = job;
    const { jobId, released } = reporter.jobQueued(asked);
    // Every job is queued before the first one starts, as on GitHub.
    if (!(await released)) return 'failure';
    reporter.jobStarted(jobId, {
      id: jobId,
      name: 'hosted',
      groupId: 0,
      groupName: 'GitHub Actions',
    });
    if (ms > 0) await this.#clock.sleep(ms, signal);
    const end = signal.aborted ? 'cancelled' : conclusion;
    reporter.log(jobId, log);
    reporter.jobCompleted(jobId, end);
    return end;
  }
}

function worst(ends: readonly JobConclusion[]): 'success' | 'failure' | 'cancelled' {
  if (ends.includes('failure') || ends.includes('timed_out')) return 'failure';
  return ends.includes('cancelled') ? 'cancelled' : 'success';
}
