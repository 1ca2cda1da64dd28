import type {
  JobAnnotation,
  JobConclusion,
  JobRunner,
  JobStep,
  RunConclusion,
  RunReporter,
} from '../../github/actions-backend.ts';

/** What one job told, as the GitHub stand-in would keep it. */
export type RecordedJob = {
  readonly id: number;
  readonly name: string;
  readonly labels: readonly string[];
  runner: JobRunner | null;
  steps: readonly JobStep[];
  log: string;
  readonly annotations: JobAnnotation[];
  summary: string;
  conclusion: JobConclusion | null;
};

/** Keeps all that a backend reports of one run, in the place of the GitHub stand-in. */
export class RecordedRun implements RunReporter {
  readonly jobs: RecordedJob[] = [];
  /** `queued build`, `started build`, `completed build success`, `run success`. */
  readonly story: string[] = [];
  conclusion: RunConclusion | null = null;
  readonly #watchers = new Set<() => void>();
  readonly #firstId: number;

  constructor(firstId: number) {
    this.#firstId = firstId;
  }

  readonly jobQueued: RunReporter['jobQueued'] = ({ name, labels }) => {
    const id = this.#firstId + this.jobs.length;
    const empty = { runner: null, steps: [], log: '', annotations: [], summary: '' };
    this.jobs.push({ id, name, labels, ...empty, conclusion: null });
    this.#tell(`queued ${name}`);
    return { jobId: id, checkRunId: id + 1_000_000, released: Promise.resolve(true) };
  };

  readonly jobStarted: RunReporter['jobStarted'] = (jobId, runner) => {
    this.#job(jobId).runner = runner;
    this.#tell(`started ${this.#job(jobId).name}`);
  };

  readonly stepsChanged: RunReporter['stepsChanged'] = (jobId, steps) => {
    this.#job(jobId).steps = steps;
    this.#wake();
  };

  readonly log: RunReporter['log'] = (jobId, text) => {
    this.#job(jobId).log += text;
    this.#wake();
  };

  readonly annotate: RunReporter['annotate'] = (jobId, annotations) => {
    this.#job(jobId).annotations.push(...annotations);
  };

  readonly summary: RunReporter['summary'] = (jobId, markdown) => {
    this.#job(jobId).summary += markdown;
  };

  readonly jobCompleted: RunReporter['jobCompleted'] = (jobId, conclusion) => {
    this.#job(jobId).conclusion = conclusion;
    this.#tell(`completed ${this.#job(jobId).name} ${conclusion}`);
  };

  readonly runCompleted: RunReporter['runCompleted'] = (conclusion) => {
    this.conclusion = conclusion;
    this.#tell(`run ${conclusion}`);
  };

  /** The job of that name. */
  job(name: string): RecordedJob {
    const found = this.jobs.find((job) => job.name === name);
    if (found === undefined) {
      throw new Error(`no job ${name}; there are: ${this.jobs.map((job) => job.name).join(', ')}`);
    }
    return found;
  }

  /** Resolves as soon as what it asks is true. */
  async until(isSo: () => boolean): Promise<void> {
    while (!isSo()) {
      await new Promise<void>((resolve) => {
        const wake = () => {
          this.#watchers.delete(wake);
          resolve();
        };
        this.#watchers.add(wake);
      });
    }
  }

  /** The lines of a job's log without their time stamps. */
  lines(name: string): string[] {
    return this.job(name)
      .log.split('\n')
      .map((line) => line.replace(/^\S+Z /, ''))
      .filter((line) => line !== '');
  }

  /** How its steps ended, by name. */
  steps(name: string): Record<string, string | null> {
    return Object.fromEntries(this.job(name).steps.map((step) => [step.name, step.conclusion]));
  }

  #job(id: number): RecordedJob {
    const job = this.jobs[id - this.#firstId];
    if (job === undefined) throw new Error(`no job has the id ${id}`);
    return job;
  }

  #tell(what: string): void {
    this.story.push(what);
    this.#wake();
  }

  #wake(): void {
    for (const wake of this.#watchers) wake();
  }
}
