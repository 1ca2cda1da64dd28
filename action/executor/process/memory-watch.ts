import { readFileSync } from 'node:fs';
import { totalmem } from 'node:os';

/** Watches how much memory a process tree holds, for the question whether a kill was the kernel's for want of memory. */
export type MemoryWatch = {
  /** The most that was seen, in bytes; 0 where it could not be seen. */
  peak(): number;
  stop(): void;
};

const EVERY_MS = 1000;
const MAX_PROCESSES = 1000;

/** Looks once a second, from the first second on; walks down from the root, so that it costs what the tree is large. Linux only. */
export function watchMemory(rootPid: number): MemoryWatch {
  let peak = 0;
  const look = (): void => {
    peak = Math.max(peak, treeMemory(rootPid));
  };
  const timer = process.platform === 'linux' ? setInterval(look, EVERY_MS) : undefined;
  timer?.unref();
  return { peak: () => peak, stop: () => clearInterval(timer) };
}

/** Bytes that this process may use at most: of its control group, else of the machine. */
export function machineMemory(): number {
  const constrained = process.constrainedMemory();
  return constrained > 0 ? Math.min(constrained, totalmem()) : totalmem();
}

/** How many processes the kernel has killed on this machine for want of memory since it started; null where it does not tell. */
export function machineOomKills(): number | null {
  const count = /^oom_kill (\d+)$/m.exec(readText('/proc/vmstat'))?.[1];
  return count === undefined ? null : Number(count);
}

function treeMemory(rootPid: number): number {
  const pids = [rootPid];
  let bytes = 0;
  for (let next = 0; next < pids.length && next < MAX_PROCESSES; next += 1) {
    const pid = pids[next] ?? 0;
    bytes += Number(/^VmRSS:\s*(\d+) kB$/m.exec(readText(`/proc/${pid}/status`))?.[1] ?? 0) * 1024;
    const children = readText(`/proc/${pid}/task/${pid}/children`).trim();
    if (children !== '') pids.push(...children.split(' ').map(Number));
  }
  return bytes;
}

function readText(file: string): string {
  try {
    return readFileSync(file, 'latin1');
  } catch {
    return '';
  }
}
