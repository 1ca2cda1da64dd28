import type { StepHost } from '../runtime/ports/host.ts';
import { isStoreLost } from '../runtime/ports/store-problem.ts';
import { endedBefore, LiveAttempts, type ReportSink } from './live-attempts.ts';
import { killRun } from './run-processes.ts';
import { startSupervisor, type Supervisor, type SupervisorCommand } from './start-supervisor.ts';
import { attemptName, type FromSupervisor } from './supervisor-protocol.ts';

export type LocalHost = StepHost & {
  /** Where reports go; set once, before the first attempt. */
  readonly connect: (report: ReportSink) => void;
  /** SIGKILL for every attempt of this process. */
  readonly killAll: () => void;
  /** Ends all supervisors, and with them whatever still runs. */
  readonly close: () => Promise<void>;
};

export type LocalHostDeps = {
  readonly supervisorOf: (run: string) => SupervisorCommand;
  readonly complain: (message: string) => void;
  readonly now: () => number;
};

/**
 * Attempts as processes of this machine, under one supervisor a run. Should the supervisor die, its attempts' processes
 * are hunted down before they are reported as interrupted; the next attempt gets a new supervisor.
 */
export function createLocalHost(deps: LocalHostDeps): LocalHost {
  const runs = new Map<string, RunOnHost>();
  let sink: ReportSink | null = null;
  const report: ReportSink = async (of, news) => {
    if (sink === null) throw new Error('an attempt reported before the host was connected');
    await sink(of, news);
  };
  const onHost = (run: string): RunOnHost => {
    const known = runs.get(run);
    if (known !== undefined) return known;
    const made = openRun(run, { ...deps, report, forget: () => runs.delete(run) });
    runs.set(run, made);
    return made;
  };
  return {
    lifetime: 'process',
    connect: (to) => {
      sink = to;
    },
    start: async ({ ticket, ...of }) => {
      // What hunts the processes of a dead supervisor would take those of a new one for them.
      await runs.get(of.run)?.dying();
      const { attempts, supervisor } = onHost(of.run);
      const name = attemptName(of.key, of.attempt);
      if (attempts.add(of)) supervisor.tell({ type: 'start', name, ticket });
    },
    cancel: async ({ reason, ...of }) => {
      const name = attemptName(of.key, of.attempt);
      const host = runs.get(of.run);
      if (host?.attempts.has(name)) host.supervisor.tell({ type: 'stop', name });
      else await report(of, endedBefore(deps.now(), 'cancelled', reason));
    },
    killAll: () => runs.forEach(({ supervisor }) => supervisor.tell({ type: 'kill' })),
    close: async () => {
      await Promise.all([...runs.values()].map(({ supervisor }) => supervisor.close()));
    },
  };
}

type RunOnHost = {
  readonly attempts: LiveAttempts;
  readonly supervisor: Supervisor;
  /** After its supervisor died: until its processes are gone too. */
  readonly dying: () => Promise<void> | null;
};

function openRun(
  run: string,
  deps: LocalHostDeps & { readonly report: ReportSink; readonly forget: () => void },
): RunOnHost {
  const attempts = new LiveAttempts(deps.report, deps.now);
  // A store that is lost ends the run with its own words.
  const failed = (error: unknown) => {
    if (!isStoreLost(error)) deps.complain(`A report was not kept: ${String(error)}`);
  };
  const receive = (message: FromSupervisor) =>
    message.type === 'crashed'
      ? attempts.interrupt(message.name, `The executor failed: ${message.message}`)
      : attempts.pass(message.name, message.report);
  const hunt = async () => {
    const killed = await killRun(run);
    deps.forget();
    const rest = killed === 0 ? '' : ` Processes that it left were killed: ${killed}.`;
    await attempts.interruptAll(`The process that supervised this attempt was gone.${rest}`);
  };
  let dying: Promise<void> | null = null;
  const supervisor = startSupervisor(deps.supervisorOf(run), {
    receive: (message) => receive(message).catch(failed),
    complain: deps.complain,
    gone: (asked) => {
      if (asked) deps.forget();
      else dying = hunt().catch(failed);
    },
  });
  return { attempts, supervisor, dying: () => dying };
}
