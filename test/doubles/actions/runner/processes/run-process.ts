import { spawn, type ChildProcess } from 'node:child_process';
import type { Readable } from 'node:stream';
import { REAL_CLOCK, type Clock } from '../../../github/clock.ts';

export type ProcessOrder = {
  readonly file: string;
  readonly args: readonly string[];
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
};

export type ProcessWatch = {
  readonly clock: Clock;
  /** Asks the process to end, as the real runner does: SIGINT, SIGTERM, SIGKILL. */
  readonly cancel: AbortSignal;
  /** Ends it at once. */
  readonly force: AbortSignal;
  readonly onLine: (line: string) => void;
};

// ProcessInvoker.cs in actions/runner.
const AFTER_INTERRUPT_MS = 7_500;
const AFTER_TERMINATE_MS = 2_500;
// A process of the background may hold the output open; the runner waits this long for it.
const AFTER_EXIT_MS = 5_000;

/** Runs a process to its end and answers its exit code, 128 + n after a signal. Rejects when it cannot be started. */
export async function runProcess(order: ProcessOrder, watch: ProcessWatch): Promise<number> {
  const child = spawn(order.file, order.args, {
    cwd: order.cwd,
    env: order.env,
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, so that all of it can be ended.
    detached: true,
  });
  const closed = new Promise<void>((resolve) => child.once('close', () => resolve()));
  const exited = new Promise<number>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', (code, signal) => resolve(code ?? (signal === 'SIGKILL' ? 137 : 130)));
  });
  const isOver = new AbortController();
  const ending = endWhenAsked(child, watch, isOver.signal);
  readLines(child.stdout, watch.onLine);
  readLines(child.stderr, watch.onLine);
  try {
    const code = await exited;
    const patience = [watch.clock, REAL_CLOCK].map((clock) =>
      clock.sleep(AFTER_EXIT_MS, isOver.signal),
    );
    await Promise.race([closed, ...patience]);
    return code;
  } finally {
    isOver.abort();
    child.stdout.destroy();
    child.stderr.destroy();
    await ending;
  }
}

async function endWhenAsked(
  child: ChildProcess,
  { clock, cancel, force }: ProcessWatch,
  isOver: AbortSignal,
): Promise<void> {
  await firstOf([cancel, force, isOver]);
  const stages: readonly [NodeJS.Signals, number][] = [
    ['SIGINT', AFTER_INTERRUPT_MS],
    ['SIGTERM', AFTER_TERMINATE_MS],
  ];
  for (const [signal, ms] of stages) {
    if (isOver.aborted || child.exitCode !== null) return;
    if (force.aborted) break;
    child.kill(signal);
    await clock.sleep(ms, AbortSignal.any([isOver, force]));
  }
  if (!isOver.aborted) killGroup(child);
}

function killGroup(child: ChildProcess): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, 'SIGKILL');
  } catch {
    // Nobody is left in the group.
  }
}

function firstOf(signals: readonly AbortSignal[]): Promise<void> {
  const any = AbortSignal.any([...signals]);
  if (any.aborted) return Promise.resolve();
  return new Promise((resolve) => any.addEventListener('abort', () => resolve(), { once: true }));
}

function readLines(stream: Readable, onLine: (line: string) => void): void {
  let rest = '';
  stream.setEncoding('utf8');
  stream.on('data', (chunk: string) => {
    const lines = (rest + chunk).split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) onLine(line.replace(/\r$/, ''));
  });
  stream.on('close', () => {
    if (rest !== '') onLine(rest);
    rest = '';
  });
  stream.on('error', () => {});
}
