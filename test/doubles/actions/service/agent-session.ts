import type { JobRunner, OrderedRepository, RunnerOrder } from '../../github/actions-backend.ts';
import type { Clock } from '../../github/clock.ts';
import type { JobControl, JobMessage, JobResult, JobSink } from '../runner/job-message.ts';

/** What an agent is told. */
export type AgentMessage =
  | { readonly type: 'job'; readonly job: JobMessage }
  | { readonly type: 'cancel'; readonly how: 'cancel' | 'force' };

/** What a busy agent tells. */
export type AgentReport = { readonly [Key in keyof JobSink]?: Parameters<JobSink[Key]>[0] };

/**
 * So long the service waits for an agent that is to end its job, and may be gone.
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-cancellation
 */
const CANCELLED_WITHIN_MS = 5 * 60_000;
/** Nobody says how long; it is asked where the cancellation did not help. */
const FORCED_WITHIN_MS = 20_000;

type State = 'offline' | 'idle' | 'reserved' | 'busy' | 'gone';

type Surroundings = {
  readonly clock: Clock;
  readonly silentMs: number;
  changed(state: 'idle' | 'busy' | 'gone'): void;
};

/**
 * One ephemeral runner as the service sees it. *offline*: made, never heard of. *idle*: its agent connected and waits.
 * *reserved*: a job is about to be handed over. *busy*: the agent has it. *gone*: removed, or its one job is over.
 */
export class AgentSession {
  readonly order: RunnerOrder;
  readonly #around: Surroundings;
  readonly #over = new AbortController();
  readonly #mail: AgentMessage[] = [];
  #state: State = 'offline';
  #wake: () => void = () => {};
  #sink: JobSink | null = null;
  #finish: (result: JobResult) => void = () => {};
  #heardAt: number;
  idleSince: number;

  constructor(order: RunnerOrder, around: Surroundings) {
    this.order = order;
    this.#around = around;
    this.#heardAt = around.clock.now();
    this.idleSince = this.#heardAt;
  }

  /** Fires when the runner is gone. */
  get over(): AbortSignal {
    return this.#over.signal;
  }

  get runner(): JobRunner {
    const { id, name, groupId, groupName } = this.order;
    return { id, name, groupId, groupName };
  }

  isIdle(): boolean {
    return this.#state === 'idle';
  }

  isBusy(): boolean {
    return this.#state === 'busy' || this.#state === 'reserved';
  }

  fits(labels: readonly string[], repository: OrderedRepository): boolean {
    const own = new Set(this.order.labels.map((label) => label.toLowerCase()));
    const { scope } = this.order;
    const isNear =
      scope.type === 'repository'
        ? scope.fullName === repository.fullName
        : scope.login === repository.owner.login;
    return isNear && labels.every((label) => own.has(label.toLowerCase()));
  }

  /** Its agent says hello; false when another already did. */
  connect(): boolean {
    if (this.#state !== 'offline') return false;
    this.#state = 'idle';
    this.idleSince = this.#around.clock.now();
    this.hear();
    this.#around.changed('idle');
    return true;
  }

  /** Any word of the agent renews its hold on the job. */
  hear(): void {
    this.#heardAt = this.#around.clock.now();
  }

  reserve(): boolean {
    if (this.#state !== 'idle') return false;
    this.#state = 'reserved';
    return true;
  }

  /** Hands the job to the agent and follows it; a runner that falls silent has lost it. */
  async run(message: JobMessage, sink: JobSink, control: JobControl): Promise<JobResult> {
    this.#state = 'busy';
    this.#sink = sink;
    this.#around.changed('busy');
    const result = new Promise<JobResult>((resolve) => {
      this.#finish = resolve;
    });
    this.#send({ type: 'job', job: message });
    const stops = [this.#pass(control.cancel, 'cancel'), this.#pass(control.force, 'force')];
    this.hear();
    void this.#watch();
    void this.#endCancelled(control.cancel, CANCELLED_WITHIN_MS);
    void this.#endCancelled(control.force, FORCED_WITHIN_MS);
    try {
      return await result;
    } finally {
      for (const stop of stops) stop();
    }
  }

  /** The next message for the agent; null when `ms` pass without one. */
  async next(ms: number): Promise<AgentMessage | null> {
    this.hear();
    if (this.#mail.length === 0 && !this.over.aborted) await this.#arrival(ms);
    return this.#mail.shift() ?? null;
  }

  report(report: AgentReport): void {
    this.hear();
    const sink = this.#sink;
    if (sink === null || this.#state !== 'busy') return;
    if (report.steps !== undefined) sink.steps(report.steps);
    if (report.log !== undefined) sink.log(report.log);
    if (report.annotate !== undefined) sink.annotate(report.annotate);
    if (report.summary !== undefined) sink.summary(report.summary);
  }

  complete(result: JobResult): void {
    this.#finish(result);
    this.end();
  }

  /** Takes the runner away; a job it has is lost. */
  end(): void {
    if (this.#state === 'gone') return;
    const wasBusy = this.#state === 'busy';
    this.#state = 'gone';
    this.#over.abort();
    this.#wake();
    if (wasBusy) this.#finish({ conclusion: 'failure', outputs: {} });
    this.#around.changed('gone');
  }

  async #endCancelled(signal: AbortSignal, withinMs: number): Promise<void> {
    await aborted(AbortSignal.any([signal, this.over]));
    await this.#around.clock.sleep(withinMs, this.over);
    if (!this.over.aborted) this.complete({ conclusion: 'cancelled', outputs: {} });
  }

  // https://docs.github.com/actions/how-tos/manage-runners/self-hosted-runners/monitor-and-troubleshoot
  async #watch(): Promise<void> {
    const { clock, silentMs } = this.#around;
    while (!this.over.aborted) {
      await clock.sleep(silentMs / 10, this.over);
      if (this.over.aborted || clock.now() - this.#heardAt < silentMs) continue;
      const message = `The self-hosted runner: ${this.order.name} lost communication with the server. Verify the machine is running and has a healthy network connection. Anything in your workflow that terminates the runner process, starves it for CPU/Memory, or blocks its network access can cause this error.`;
      const level = 'failure' as const;
      this.#sink?.annotate([{ path: '.github', startLine: 1, endLine: 1, level, message }]);
      this.end();
    }
  }

  #pass(signal: AbortSignal, how: 'cancel' | 'force'): () => void {
    const tell = () => this.#send({ type: 'cancel', how });
    if (signal.aborted) tell();
    signal.addEventListener('abort', tell, { once: true });
    return () => signal.removeEventListener('abort', tell);
  }

  #send(message: AgentMessage): void {
    this.#mail.push(message);
    this.#wake();
  }

  #arrival(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const timer = setTimeout(resolve, ms);
      this.#wake = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  if (signal.aborted) return Promise.resolve();
  return new Promise((resolve) =>
    signal.addEventListener('abort', () => resolve(), { once: true }),
  );
}
