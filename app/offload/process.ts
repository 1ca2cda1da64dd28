import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { Reply } from './answer-questions.ts';
import { ANSWERS } from './answers-argument.ts';
import type { Carrier, CarrierOptions, Heard } from './carrier.ts';
import { Overtaxed } from './overtaxed.ts';

/** How often it is asked how much memory a process holds. */
const LOOK_MS = 100;
const KB = 1024;

/** Starts a process: none of its memory is this one's, and what it loses nobody else does. It is given no secrets. */
export function openProcess<Q extends object, A>(
  { entry, memoryMb }: CarrierOptions,
  heard: Heard<A>,
): Carrier<Q> {
  const child = fork(fileURLToPath(entry), [ANSWERS], {
    execArgv: [`--max-old-space-size=${memoryMb}`],
    serialization: 'advanced',
    env: {},
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  });
  const ended = once(child, 'exit').catch(() => null);
  child.once('spawn', heard.up);
  child.on('message', (reply: Reply<A>) => heard.reply(reply));
  child.on('error', (error) => heard.broke(new Overtaxed('crash', error.message)));
  const look = setInterval(() => {
    if (residentMb(child.pid) <= memoryMb) return;
    heard.broke(new Overtaxed('memory', `it took more than ${memoryMb} MB of memory`));
    child.kill('SIGKILL');
  }, LOOK_MS).unref();
  child.once('exit', (code, signal) => {
    clearInterval(look);
    heard.broke(endedBy(code, signal));
    heard.gone();
  });
  return {
    send: (question) => void child.send(question),
    hold: (isHeld) => {
      if (isHeld) child.ref();
      else child.unref();
      if (isHeld) child.channel?.ref();
      else child.channel?.unref();
    },
    end: async () => {
      // Its end is waited for, though nobody waits for its answers.
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
}

/** V8 ends a process whose heap is full by SIGABRT: https://nodejs.org/docs/latest-v24.x/api/cli.html#--max-old-space-sizesize-in-mib */
function endedBy(code: number | null, signal: NodeJS.Signals | null): Overtaxed {
  const isMemory = signal === 'SIGABRT' || code === ABORTED;
  return new Overtaxed(isMemory ? 'memory' : 'crash', `the process ended (${signal ?? code})`);
}

const ABORTED = 134;

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
