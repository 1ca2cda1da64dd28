import type { StepHost } from '../../runtime/ports/host.ts';
import { isStoreLost } from '../../runtime/ports/store.ts';
import { openAttemptLines, type AttemptLines } from './attempt-lines.ts';
import { endedBefore, LiveAttempts, type ReportSink } from './live-attempts.ts';
import { killRun } from '../run-processes.ts';
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
  /** Removes the workspaces of a run, which its supervisor does too unless it is killed. */
  readonly clear: (run: string) => Promise<void>;
  readonly now: () => number;
};

/**
 * Attempts as processes of this machine, under one supervisor a run. Should the supervisor die, its attempts' processes
 * are hunted down before they are reported as interrupted; the next attempt gets a new supervisor. Where that happens
 * again, one of the steps is likely to be the cause: from then on they go one at a time, so that it takes no other with it.
 */
export function createLocalHost(deps: LocalHostDeps): LocalHost {
  const runs = new Map<string, RunOnHost>();
  const lines = openAttemptLines(() => deps.complain(ONE_AT_A_TIME));
  const begun = new Set<string>();
  let sink: ReportSink | null = null;
  const report: ReportSink = async (of, news) => {
    if (sink === null) throw new Error('an attempt reported before the host was connected');
    await sink(of, news);
    if (news.type === 'ended') lines.leave(of);
  };
  const begin = beginner(runs, { ...deps, report, lines, begun });
  return {
    lifetime: 'process',
    connect: (to) => {
      sink = to;
    },
    start: (order) => lines.enter(order, () => begin(order)),
    cancel: async ({ reason, ...of }) => {
      const name = attemptName(of.key, of.attempt);
      const host = runs.get(of.run);
      if (!lines.withdraw(of) && host?.attempts.has(name))
        host.supervisor.tell({ type: 'stop', name });
      else await report(of, endedBefore(deps.now(), 'cancelled', reason));
    },
    killAll: () => runs.forEach(({ supervisor }) => supervisor.tell({ type: 'kill' })),
    close: async () => {
      await Promise.all(
        [...runs.values()].map(({ supervisor, dying }) => dying() ?? supervisor.close()),
      );
      for (const run of begun) {
        await killRun(run);
        await deps.clear(run);
      }
    },
  };
}

type Beginning = LocalHostDeps & {
  readonly report: ReportSink;
  readonly lines: AttemptLines;
  readonly begun: Set<string>;
};

/** Gives what has an attempt begun by the supervisor of its run. */
function beginner(runs: Map<string, RunOnHost>, deps: Beginning): StepHost['start'] {
  const onHost = (run: string): RunOnHost => {
    const known = runs.get(run);
    if (known !== undefined) return known;
    deps.begun.add(run);
    const forget = () => void runs.delete(run);
    const made = openRun(run, { ...deps, forget });
    runs.set(run, made);
    return made;
  };
  return async ({ ticket, ...of }) => {
    // What hunts the processes of a dead supervisor would take those of a new one for them.
    await runs.get(of.run)?.dying();
    const { attempts, supervisor } = onHost(of.run);
    const name = attemptName(of.key, of.attempt);
    if (attempts.add(of)) supervisor.tell({ type: 'start', name, ticket });
  };
}

const ONE_AT_A_TIME =
  'The process that supervises the steps died again. One of the steps may be the cause: from here on they run one at a time.';

type RunOnHost = {
  readonly attempts: LiveAttempts;
  readonly supervisor: Supervisor;
  /** After its supervisor died: until its processes are gone too. */
  readonly dying: () => Promise<void> | null;
};

function openRun(run: string, deps: Beginning & { readonly forget: () => void }): RunOnHost {
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
      if (asked) return deps.forget();
      deps.lines.lose(run);
      dying = hunt().catch(failed);
    },
  });
  return { attempts, supervisor, dying: () => dying };
}
