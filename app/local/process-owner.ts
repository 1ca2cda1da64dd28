import { execFileSync } from 'node:child_process';
import { readFileSync, readlinkSync } from 'node:fs';
import { hostname } from 'node:os';
import type { Owner } from '../runtime/ports/ids.ts';

/**
 * This process as the owner of leases. Its id says enough for another process of this machine to tell whether it still
 * lives: numbers of processes are used again, so its start belongs to it; so do the machine's start and, in containers,
 * the namespace that the number counts in.
 */
export function createProcessOwner(): Owner {
  const place = placeOfThisMachine();
  const id = [...place, process.pid, startOf(process.pid) ?? 'unknown'].join(SEPARATOR);
  return {
    id,
    isKnownDead: (owner) => {
      const [host, boot, namespace, pid, start] = owner.split(SEPARATOR);
      if (host !== place[0] || namespace !== place[2]) return false;
      // Same machine, started again since: nothing of before lives on.
      if (boot !== place[1]) return true;
      return startOf(Number(pid)) !== start;
    },
  };
}

const SEPARATOR = '|';

function placeOfThisMachine(): [host: string, boot: string, namespace: string] {
  if (process.platform === 'linux') {
    const boot = readFileSync('/proc/sys/kernel/random/boot_id', 'utf8').trim();
    return [hostname(), boot, readlinkSync('/proc/self/ns/pid')];
  }
  return [hostname(), text('sysctl', ['-n', 'kern.boottime']) ?? 'unknown', 'one'];
}

/** When a process started, in whatever unit; null: there is none, or only its corpse. */
function startOf(pid: number): string | null {
  if (process.platform !== 'linux') return text('ps', ['-o', 'lstart=', '-p', String(pid)]);
  try {
    // proc_pid_stat(5): the name in parentheses may hold anything; state is field 3, start time field 22.
    const stat = readFileSync(`/proc/${pid}/stat`, 'latin1');
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? null : (fields[19] ?? null);
  } catch {
    return null;
  }
}

function text(command: string, args: readonly string[]): string | null {
  try {
    return execFileSync(command, [...args], { encoding: 'utf8' }).trim() || null;
  } catch {
    return null;
  }
}
