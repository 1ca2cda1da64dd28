import type {
  ActionsBackend,
  JobConclusion,
  JobHandle,
  RunOrder,
  RunReporter,
} from '../doubles/github/actions-backend.ts';

export type PlannedJob = {
  readonly name: string;
  readonly attempt: string;
  readonly runs_on: unknown;
  readonly timeout: number;
  readonly environment: string;
};
export type StartedRun = {
  readonly order: RunOrder;
  readonly reporter: RunReporter;
  readonly plan: readonly PlannedJob[];
  /** By their steps. */
  readonly jobs: Map<string, JobHandle>;
};

/** The step of a job, which is called `PIPELINE: STEP`. */
export const stepOf = (job: string): string => job.slice(job.indexOf(': ') + 2);

/** GitHub Actions whose jobs wait for the test; what the workflow file says of them is executed elsewhere. */
export class TestActions implements ActionsBackend {
  readonly runs: StartedRun[] = [];
  readonly cancelled: number[] = [];
  /** False: runs get no jobs by themselves. */
  queues = true;

  startRun(order: RunOrder, reporter: RunReporter): void {
    const plan = JSON.parse(String(order.inputs['plan'])) as PlannedJob[];
    const run: StartedRun = { order, reporter, plan, jobs: new Map() };
    this.runs.push(run);
    if (this.queues) this.queue(run);
  }

  queue({ plan, jobs, reporter }: StartedRun): void {
    for (const { name, environment } of plan) {
      const job = { name, labels: ['ubuntu-latest'], environment };
      jobs.set(stepOf(name), reporter.jobQueued(job));
    }
  }

  cancelRun(runId: number): void {
    this.cancelled.push(runId);
  }

  end(run: StartedRun, name: string, conclusion: JobConclusion): void {
    run.reporter.jobCompleted(run.jobs.get(name)?.jobId ?? 0, conclusion);
  }
}
