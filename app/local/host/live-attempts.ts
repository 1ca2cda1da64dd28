import type { AttemptReport, EndedReport } from '../../../schemas/attempt-report.generated.ts';
import type { AttemptId } from '../../runtime/ports/attempts.ts';
import { attemptName, type AttemptName } from './supervisor-protocol.ts';

export type ReportSink = (of: AttemptId, report: AttemptReport) => Promise<unknown>;

type LiveAttempt = {
  readonly of: AttemptId;
  /** Until all that it printed so far can be read. */
  output: Promise<unknown>;
};

/** The attempts that a supervisor works on, and what it tells of them on its way to the run. */
export class LiveAttempts {
  readonly #sink: ReportSink;
  readonly #now: () => number;
  readonly #live = new Map<AttemptName, LiveAttempt>();

  constructor(sink: ReportSink, now: () => number) {
    this.#sink = sink;
    this.#now = now;
  }

  /** False: it was here already. */
  add(of: AttemptId): boolean {
    const name = attemptName(of.key, of.attempt);
    if (this.#live.has(name)) return false;
    this.#live.set(name, { of, output: Promise.resolve() });
    return true;
  }

  has(name: AttemptName): boolean {
    return this.#live.has(name);
  }

  /** Passes a report on; resolves when it is kept. One of an attempt that is over says nothing more. */
  async pass(name: AttemptName, news: AttemptReport): Promise<void> {
    const attempt = this.#live.get(name);
    if (attempt === undefined) return;
    if (news.type === 'ended') {
      this.#live.delete(name);
      // Whoever hears that a step is over may read all that it printed.
      await attempt.output;
    }
    const kept = this.#sink(attempt.of, news);
    if (news.type === 'output') attempt.output = Promise.allSettled([attempt.output, kept]);
    await kept;
  }

  interrupt(name: AttemptName, message: string): Promise<void> {
    return this.pass(name, endedBefore(this.#now(), 'interrupted', message));
  }

  async interruptAll(message: string): Promise<void> {
    await Promise.all([...this.#live.keys()].map((name) => this.interrupt(name, message)));
  }
}

/** The end of an attempt of which no executor can tell. */
export function endedBefore(
  at: number,
  status: 'cancelled' | 'interrupted',
  message: string,
): EndedReport {
  return {
    type: 'ended',
    at,
    outcome: {
      status,
      class: status === 'interrupted' ? 'infra' : null,
      exitCode: null,
      signal: null,
      message,
      products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
      workLostMs: null,
      charged: status === 'interrupted',
    },
  };
}
