import type { ChildProcess } from 'node:child_process';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { OutputLog } from '../output/output-log.ts';
import { graceMs, startClocks } from './clocks.ts';
import type { Activity, StopCause, StopSignals } from './clocks.ts';
import { endTree, type KilledBy } from './end-tree.ts';
import type { Launch } from './launch.ts';
import type { ProcessTree } from './process-tree.ts';
import { spawnCommand, type RunningChild } from './spawn-command.ts';
import { within } from './within.ts';

/** How a command ended, as it was seen. */
export type CommandEnd = {
  readonly exitCode: number | null;
  readonly signal: string | null;
  /** Why it was told to end; null: it ended by itself. */
  readonly stoppedBy: StopCause | null;
  readonly killedBy: KilledBy;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Processes that could not be killed. */
  readonly survivors: readonly number[];
};

export type CommandControl = StopSignals & {
  readonly clocks: Ticket['clocks'];
  readonly log: OutputLog;
  readonly activity: Activity;
  readonly onStart: (pid: number) => void;
};

/** How long others that hold the output of a command that has ended, such as the `tee` of `> >(tee log)`, may be silent. */
const DRAIN_MS = 1000;
const LONGEST_DRAIN_MS = 10_000;

/**
 * Runs a command to its end and leaves no process of its tree behind. Throws `StepFailure` when it cannot be started.
 *
 * running: until the process ends (then drain) or a clock or the host wants it to end (then ending).
 * ending: SIGTERM to the tree, until all of it is gone or the grace period is over; then SIGKILL. Then drain.
 * drain: until its output is closed, or nothing more comes for 1 s; then what is left of the tree is killed.
 */
export async function runCommand(launch: Launch, control: CommandControl): Promise<CommandEnd> {
  const startedAt = Date.now();
  const child = await spawnCommand(launch);
  control.activity.touch();
  const output = readOutput(child.process, control);
  const tree = launch.treeOf(child);
  control.onStart(child.pid);

  const clocks = startClocks(control.clocks, control, control.activity);
  const cause = await Promise.race([child.exited.then(() => null), clocks.fired]);
  clocks.clear();
  const killedBy = cause === null ? null : await endFor(cause, tree, { child, control });
  if (cause === null) await output.drained();
  const endedAt = Date.now();
  const survivors = await tree.kill();
  await output.finish();
  const exit = await within(child.exited, DRAIN_MS, { exitCode: null, signal: null });
  return { ...exit, stoppedBy: cause, killedBy, startedAt, endedAt, survivors };
}

function endFor(
  cause: StopCause,
  tree: ProcessTree,
  { child, control }: { readonly child: RunningChild; readonly control: CommandControl },
): Promise<KilledBy> {
  const { clocks, kill } = control;
  return endTree(tree, child.exited, { graceMs: graceMs(cause, clocks), kill });
}

/**
 * Two pipes, not one for both nor a terminal: a message about a failure quotes what stderr said last, though Python
 * prints its buffered stdout after the traceback, and a progress bar on stderr does not run into lines of stdout. The
 * price: what a command writes to both within the same moment, before it is read, comes as first all of one and then all
 * of the other. GitHub's runner reads its steps in the same way:
 * https://github.com/actions/runner/blob/main/src/Runner.Sdk/ProcessInvoker.cs
 */
function readOutput(
  child: ChildProcess,
  { log, activity }: CommandControl,
): { drained(): Promise<void>; finish(): Promise<void> } {
  const streams = (['stdout', 'stderr'] as const).flatMap((name) => {
    const stream = child[name];
    return stream === null ? [] : [{ stream, lines: log.open(name) }];
  });
  for (const { stream, lines } of streams) {
    stream.setEncoding('utf8');
    stream.on('data', (text: string) => {
      activity.touch();
      lines.push(text);
    });
    // A broken pipe is the end of the output, not of the attempt.
    stream.on('error', () => stream.destroy());
  }
  const { promise: closed, resolve } = Promise.withResolvers<void>();
  child.once('close', () => resolve());
  const isClosed = closed.then(() => true as const);
  return {
    async drained() {
      const from = Date.now();
      while (!(await within(isClosed, DRAIN_MS, false))) {
        const now = Date.now();
        if (now - activity.lastAt() >= DRAIN_MS || now - from >= LONGEST_DRAIN_MS) return;
      }
    },
    async finish() {
      await within(closed, DRAIN_MS, undefined);
      for (const { stream, lines } of streams) {
        stream.destroy();
        lines.end();
      }
    },
  };
}
