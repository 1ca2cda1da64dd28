import type { AttemptReport, EndedReport } from '../../schemas/attempt-report.generated.ts';
import type { Ticket } from '../../schemas/ticket.generated.ts';
import type { AttemptId } from '../../app/runtime/ports/attempts.ts';
import type { StepHost } from '../../app/runtime/ports/host.ts';

export type Act = (ticket: Ticket) => readonly AttemptReport[];
export type Report = (of: AttemptId, report: AttemptReport) => Promise<unknown>;

/** A step host whose attempts do what a test says: report at once, or stay until they are told. */
export class ScriptHost implements StepHost {
  readonly lifetime: StepHost['lifetime'];
  readonly started: (AttemptId & { readonly ticket: Ticket })[] = [];
  readonly cancelled: AttemptId[] = [];
  /** What the attempts of a row do; a row that is not named succeeds at once. */
  readonly acts = new Map<string, Act>();
  /** Called before anything else; may throw. */
  onStart: (of: AttemptId) => void = () => {};
  report: Report = async () => {};
  #live = new Set<string>();

  constructor(lifetime: StepHost['lifetime'] = 'process') {
    this.lifetime = lifetime;
  }

  async start({ ticket, ...of }: AttemptId & { readonly ticket: Ticket }): Promise<void> {
    this.onStart(of);
    if (this.#live.has(nameOf(of))) return;
    this.#live.add(nameOf(of));
    this.started.push({ ...of, ticket });
    const act = this.acts.get(of.key) ?? (() => [begun(), succeeded()]);
    void this.#carryOut(of, act(ticket));
  }

  async cancel({ run, key, attempt }: AttemptId & { readonly reason: string }): Promise<void> {
    const of = { run, key, attempt };
    this.cancelled.push(of);
    this.#live.delete(nameOf(of));
    await this.report(of, ended({ status: 'cancelled' }));
  }

  /** Keys of attempts in the order they were started, with the attempt's number if it is not the first. */
  get order(): string[] {
    return this.started.map(({ key, attempt }) => (attempt === 1 ? key : `${key}#${attempt}`));
  }

  async #carryOut(of: AttemptId, reports: readonly AttemptReport[]): Promise<void> {
    // In order, without waiting for answers, as a process reports.
    await Promise.all(reports.map((report) => this.report(of, report)));
  }
}

export function begun(resumedFrom: string | null = null): AttemptReport {
  return { type: 'started', at: 1, resumedFrom };
}

export function ended(outcome: Partial<EndedReport['outcome']>): EndedReport {
  return {
    type: 'ended',
    at: 2,
    outcome: {
      status: 'succeeded',
      class: null,
      exitCode: 0,
      signal: null,
      message: null,
      products: { outputs: {}, artifacts: {}, metrics: {}, facts: {} },
      workLostMs: null,
      charged: true,
      ...outcome,
    },
  };
}

export function succeeded(products: Partial<EndedReport['outcome']['products']> = {}): EndedReport {
  const nothing = { outputs: {}, artifacts: {}, metrics: {}, facts: {} };
  return ended({ products: { ...nothing, ...products } });
}

export function failed(part: Partial<EndedReport['outcome']> = {}): EndedReport {
  return ended({ status: 'failed', class: 'failure', exitCode: 1, ...part });
}

/** Begins and does not end by itself. */
export const stays: Act = () => [begun()];

function nameOf({ run, key, attempt }: AttemptId): string {
  return `${run}/${attempt}/${key}`;
}
