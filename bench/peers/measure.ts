import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { secondsOfChildren } from '../process-figures.ts';
import type { Command } from './peers.ts';

export type Measured =
  | {
      readonly state: 'ended';
      readonly seconds: number;
      /** Of processor, by all its processes: other work on the machine does not change it much. */
      readonly processor: number;
      readonly peakMb: number;
    }
  | { readonly state: 'failed'; readonly message: string }
  /** It was ended after as long as a run may take. */
  | { readonly state: 'too-long' };

export type Options = {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string>>;
  readonly limitSeconds: number;
};

const EVERY_MS = 200;
const LAST_WORDS = 400;
const STOPS = ['SIGINT', 'SIGTERM'] as const;

/** Runs a program with all that it starts, and looks five times a second at how much memory they have together. */
export async function measure({ file, args }: Command, options: Options): Promise<Measured> {
  const { cwd, env, limitSeconds } = options;
  const begin = performance.now();
  const before = secondsOfChildren();
  // A session of its own, by which its processes are found and ended.
  const child = spawn(file, [...args], {
    cwd,
    env,
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const { pid } = child;
  let said = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-LAST_WORDS)));
  }
  const code = new Promise<number | string>((resolve) => {
    child.on('error', ({ message }) => resolve(message));
    child.on('exit', (status, signal) => resolve(status ?? signal ?? 'unknown'));
  });
  // Whoever stops the bench stops what it started.
  const stop = () => {
    if (pid !== undefined) endAll(pid);
    process.exit(1);
  };
  for (const signal of STOPS) process.once(signal, stop);
  const over = new AbortController();
  const peak = pid === undefined ? Promise.resolve(0) : watch(pid, over.signal);
  let late = false;
  const timer = setTimeout(() => {
    late = true;
    if (pid !== undefined) endAll(pid);
  }, limitSeconds * 1000);
  const end = await code;
  const seconds = (performance.now() - begin) / 1000;
  const processor = secondsOfChildren() - before;
  clearTimeout(timer);
  for (const signal of STOPS) process.off(signal, stop);
  over.abort();
  const peakMb = await peak;
  if (pid !== undefined) endAll(pid);
  if (late) return { state: 'too-long' };
  if (end !== 0) return { state: 'failed', message: `${end}: ${said}` };
  return { state: 'ended', seconds, processor, peakMb };
}

async function watch(pid: number, signal: AbortSignal): Promise<number> {
  let peak = 0;
  while (!signal.aborted) {
    let bytes = 0;
    for (const each of sessionOf(pid)) bytes += memoryOf(each);
    peak = Math.max(peak, bytes);
    await sleep(EVERY_MS, undefined, { signal }).catch(() => undefined);
  }
  return Math.round(peak / 1e6);
}

function sessionOf(leader: number): readonly number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => sessionNumber(pid) === leader);
}

/** The fourth field behind the name: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
function sessionNumber(pid: number): number {
  return Number(read(`/proc/${pid}/stat`).split(') ').at(-1)?.split(' ')[3]);
}

/** What several share counts for each in part: https://man7.org/linux/man-pages/man5/proc_pid_smaps.5.html */
function memoryOf(pid: number): number {
  const kib = /^Pss:\s*(\d+) kB/m.exec(read(`/proc/${pid}/smaps_rollup`))?.[1] ?? 0;
  return Number(kib) * 1024;
}

function endAll(leader: number): void {
  for (const pid of sessionOf(leader)) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
}

/** Nothing of a process that has ended. */
function read(path: string): string {
  try {
    return readFileSync(path, 'utf8');
  } catch {
    return '';
  }
}
