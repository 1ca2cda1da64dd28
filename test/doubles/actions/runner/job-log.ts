import type { JobAnnotation } from '../../github/actions-backend.ts';
import type { Clock } from '../../github/clock.ts';
import type { JobSink } from './job-message.ts';
import type { Masker } from './masker.ts';

// https://docs.github.com/actions/reference/limits and actions/runner ExecutionContext.cs: ten of each kind in a step.
const MAX_OF_A_LEVEL = 10;

/** The log of a job with GitHub's time stamps, and the annotations that come out of it. Both masked. */
export class JobLog {
  readonly #sink: JobSink;
  readonly #masker: Masker;
  readonly #clock: Clock;
  readonly #counts = { notice: 0, warning: 0, failure: 0 };

  constructor(sink: JobSink, masker: Masker, clock: Clock) {
    this.#sink = sink;
    this.#masker = masker;
    this.#clock = clock;
  }

  line(text: string): void {
    const at = new Date(this.#clock.now()).toISOString().replace('Z', '0000Z');
    this.#sink.log(`${at} ${this.#masker.mask(text)}\n`);
  }

  group(title: string, lines: readonly string[]): void {
    this.line(`##[group]${title}`);
    for (const text of lines) this.line(text);
    this.line('##[endgroup]');
  }

  /** Starts counting annotations anew. */
  beginStep(): void {
    Object.assign(this.#counts, { notice: 0, warning: 0, failure: 0 });
  }

  error(message: string): void {
    this.line(`##[error]${message}`);
    this.annotate({ level: 'failure', message });
  }

  warning(message: string): void {
    this.line(`##[warning]${message}`);
    this.annotate({ level: 'warning', message });
  }

  /** Without a file GitHub says `.github`. */
  annotate(issue: Pick<JobAnnotation, 'level' | 'message'> & Partial<JobAnnotation>): void {
    this.#counts[issue.level] += 1;
    if (this.#counts[issue.level] > MAX_OF_A_LEVEL) return;
    const startLine = issue.startLine ?? 1;
    const annotation = {
      path: issue.path ?? '.github',
      startLine,
      endLine: issue.endLine ?? startLine,
      level: issue.level,
      message: this.#masker.mask(issue.message),
      ...(issue.title !== undefined && { title: this.#masker.mask(issue.title) }),
    };
    this.#sink.annotate([annotation]);
  }

  summary(markdown: string): void {
    this.#sink.summary(this.#masker.mask(markdown));
  }
}
