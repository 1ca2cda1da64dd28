import { readFileSync } from 'node:fs';

// What Linux says of a process; nothing once it has ended, and nothing elsewhere.

export function childrenOf(pid: number): readonly number[] {
  const text = ofProcess(`${pid}/task/${pid}/children`);
  return text.split(' ').filter(Boolean).map(Number);
}

/** The system keeps it for as long as the process lives: https://man7.org/linux/man-pages/man5/proc_pid_status.5.html */
export function peakMb(pid: number): number {
  const kib = /^VmHWM:\s*(\d+) kB/m.exec(ofProcess(`${pid}/status`))?.[1] ?? 0;
  return Math.round((Number(kib) * 1024) / 1e6);
}

const TICKS_PER_SECOND = 100;

/** The seconds of processor that the children of this process took which have ended, and theirs: https://man7.org/linux/man-pages/man5/proc_pid_stat.5.html */
export function secondsOfChildren(): number {
  // The name before it may hold spaces.
  const fields = ofProcess('self/stat').split(') ').at(-1)?.split(' ') ?? [];
  return (Number(fields[13]) + Number(fields[14])) / TICKS_PER_SECOND;
}

export function commandOf(pid: number): string {
  return ofProcess(`${pid}/cmdline`);
}

function ofProcess(path: string): string {
  try {
    return readFileSync(`/proc/${path}`, 'utf8');
  } catch {
    return '';
  }
}
