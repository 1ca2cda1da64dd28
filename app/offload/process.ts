import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { getCompileCacheDir } from 'node:module';
import { constants, setPriority } from 'node:os';
import { fileURLToPath } from 'node:url';
import type { Reply } from './answer-questions.ts';
import { ANSWERS, UP } from './answers-argument.ts';
import type { Carrier, CarrierOptions, Heard } from './carrier.ts';
import { Overtaxed } from './overtaxed.ts';

/** How often it is asked how much memory a process holds. */
const LOOK_MS = 100;
const KB = 1024;
/** What is not there by then never will be. */
const BOOT_MS = 60_000;

/** Starts a process: none of its memory is this one's, and what it loses nobody else does. It is given no secrets. */
export function openProcess<Q extends object, A>(
  { entry, memoryMb, heapMb = memoryMb, reads }: CarrierOptions,
  heard: Heard<A>,
): Carrier<Q> {
  const child = fork(fileURLToPath(entry), [ANSWERS], {
    execArgv: [`--max-old-space-size=${heapMb}`, ...permissions(reads)],
    serialization: 'advanced',
    env: compiledBefore(),
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  giveWay(child);
  const ended = once(child, 'exit').catch(() => null);
  child.on('message', (said: Reply<A> | typeof UP) => {
    if (said !== UP) return heard.reply(said);
    clearTimeout(boot);
    return heard.up();
  });
  child.on('error', (error) => {
    clearInterval(look);
    heard.broke(new Overtaxed('crash', error.message));
  });
  const boot = setTimeout(() => child.kill(), BOOT_MS).unref();
  const look = watchMemory(child, memoryMb, heard);
  child.once('exit', (code, signal) => {
    clearInterval(look);
    clearTimeout(boot);
    heard.broke(endedBy(code, signal));
    heard.gone();
  });
  return {
    send: (question) => void child.send(question),
    workedMs: () => workedMs(child.pid),
    hold: (isHeld) => hold(child, isHeld),
    end: async () => {
      // Its end is waited for, though nobody waits for its answers.
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** Where this process keeps what Node compiled of us, that one begins in a third of the time. No other variable is for it. */
function compiledBefore(): NodeJS.ProcessEnv {
  const folder = getCompileCacheDir();
  return folder === undefined ? {} : { NODE_COMPILE_CACHE: folder };
}

/** What takes webhooks goes first where there are too few processors: https://nodejs.org/docs/latest-v24.x/api/os.html#ossetprioritypid-priority */
function giveWay({ pid }: ChildProcess): void {
  try {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
  } catch {
    // It ended already, or the system does not let it: it works all the same.
  }
}

/** https://nodejs.org/docs/latest-v24.x/api/permissions.html#process-based-permissions */
function permissions(reads: readonly string[] | undefined): readonly string[] {
  if (reads === undefined) return [];
  return ['--permission', ...reads.map((path) => `--allow-fs-read=${path}`)];
}

function hold(child: ChildProcess, isHeld: boolean): void {
  for (const part of [child, child.channel]) {
    if (isHeld) part?.ref();
    else part?.unref();
  }
}

/** Ends it when it holds more. */
function watchMemory(
  child: ChildProcess,
  memoryMb: number,
  { broke }: Pick<Heard<unknown>, 'broke'>,
): NodeJS.Timeout {
  const look = () => {
    if (residentMb(child.pid) <= memoryMb) return;
    broke(new Overtaxed('memory', `it took more than ${memoryMb} MB of memory`));
    child.kill('SIGKILL');
  };
  return setInterval(look, LOOK_MS).unref();
}

/**
 * V8 ends a process whose heap is full by SIGABRT, and the system one that takes its last memory by SIGKILL:
 * https://nodejs.org/docs/latest-v24.x/api/cli.html#--max-old-space-sizesize-in-mib
 */
function endedBy(code: number | null, signal: NodeJS.Signals | null): Overtaxed {
  const isMemory = signal === 'SIGABRT' || signal === 'SIGKILL' || code === ABORTED;
  return isMemory
    ? new Overtaxed('memory', 'it took all the memory that it may have')
    : new Overtaxed('crash', `the process ended (${signal ?? code})`);
}

const ABORTED = 134;

/** The time of processors that it took: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function workedMs(pid: number | undefined): number {
  try {
    // The name before it may hold spaces.
    const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[11]) + Number(fields[12])) * MS_A_TICK;
  } catch {
    return performance.now();
  }
}

const MS_A_TICK = 10;

/** 0 where the system does not say: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
function residentMb(pid: number | undefined): number {
  try {
    const [, kb = '0'] =
      /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8')) ?? [];
    return Number(kb) / KB;
  } catch {
    return 0;
  }
}
