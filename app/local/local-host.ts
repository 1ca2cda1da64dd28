import type { AttemptId, StepHost } from '../runtime/ports.ts';
import type { AttemptReport, EndedReport } from '../../schemas/attempt-report.generated.ts';
import { killRun } from './run-processes.ts';
import { startSupervisor, type Supervisor, type SupervisorCommand } from './start-supervisor.ts';
import { attemptName, type AttemptName, type FromSupervisor } from './supervisor-protocol.ts';

export type LocalHost = StepHost & {
  /** Where reports go; set once, before the first attempt. */
  readonly connect: (report: ReportSink) => void;
  /** SIGKILL for every attempt of this process. */
  readonly killAll: () => void;
  /** Ends all supervisors, and with them whatever still runs. */
  readonly close: () => Promise<void>;
};
export type ReportSink = (of: AttemptId, report: AttemptReport) => Promise<unknown>;

export type LocalHostParts = {
  readonly supervisorOf: (run: string) => SupervisorCommand;
  readonly complain: (message: string) => void;
  readonly now: () => number;
};

/**
 * Attempts as processes of this machine, under one supervisor a run. Should the supervisor die, its attempts' processes
 * are hunted down before they are reported as interrupted; the next attempt gets a new supervisor.
 */
export function createLocalHost(parts: LocalHostParts): LocalHost {
  const runs = new Map<string, RunOnHost>();
  let sink: ReportSink | null = null;
  const report: ReportSink = async (of, news) => {
    if (sink === null) throw new Error('an attempt reported before the host was connected');
    await sink(of, news);
  };
  const onHost = (run: string): RunOnHost => {
    const known = runs.get(run);
    if (known !== undefined) return known;
    const made = openRun(run, { ...parts, report, forget: () => runs.delete(run) });
    runs.set(run, made);
    return made;
  };
  return {
    lifetime: 'process',
    connect: (to) => {
      sink = to;
    },
    start: async ({ ticket, ...of }) => {
      const { live, supervisor } = onHost(of.run);
      const name = attemptName(of.key, of.attempt);
      if (live.has(name)) return;
      live.set(name, { of, output: Promise.resolve() });
      supervisor.tell({ type: 'start', name, ticket });
    },
    cancel: async ({ reason, ...of }) => {
      const name = attemptName(of.key, of.attempt);
      const host = runs.get(of.run);
      if (host?.live.has(name)) host.supervisor.tell({ type: 'stop', name });
      else await report(of, ended(parts.now(), 'cancelled', reason));
    },
    killAll: () => runs.forEach(({ supervisor }) => supervisor.tell({ type: 'kill' })),
    close: async () => {
      await Promise.all([...runs.values()].map(({ supervisor }) => supervisor.close()));
    },
  };
}

type LiveAttempt = {
  readonly of: AttemptId;
  /** Until all that it printed so far can be read. */
  output: Promise<unknown>;
};
type RunOnHost = {
  readonly live: Map<AttemptName, LiveAttempt>;
  readonly supervisor: Supervisor;
};

function openRun(
  run: string,
  parts: LocalHostParts & { readonly report: ReportSink; readonly forget: () => void },
): RunOnHost {
  const live = new Map<AttemptName, LiveAttempt>();
  const pass = async (name: AttemptName, news: AttemptReport) => {
    const attempt = live.get(name);
    if (attempt === undefined) return;
    const { of } = attempt;
    if (news.type === 'ended') {
      live.delete(name);
      // Whoever hears that a step is over may read all that it printed.
      await attempt.output;
    }
    const kept = parts.report(of, news);
    if (news.type === 'output') attempt.output = Promise.allSettled([attempt.output, kept]);
    await kept;
  };
  const end = (name: AttemptName, message: string) =>
    pass(name, ended(parts.now(), 'interrupted', message));
  const receive = (message: FromSupervisor) =>
    message.type === 'crashed'
      ? end(message.name, `The executor failed: ${message.message}`)
      : pass(message.name, message.report);
  const gone = async (asked: boolean) => {
    parts.forget();
    if (asked) return;
    await killRun(run);
    const message = 'The process that supervised this attempt was killed.';
    await Promise.all([...live.keys()].map((name) => end(name, message)));
  };
  const failed = (error: unknown) => parts.complain(`A report was not kept: ${String(error)}`);
  const supervisor = startSupervisor(parts.supervisorOf(run), {
    receive: (message) => receive(message).catch(failed),
    complain: parts.complain,
    gone: (asked) => void gone(asked).catch(failed),
  });
  return { live, supervisor };
}

function ended(at: number, status: 'cancelled' | 'interrupted', message: string): EndedReport {
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
