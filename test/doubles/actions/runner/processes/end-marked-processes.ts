import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';

/** What each process of a job carries in its environment, so that those it left behind are found. */
export const TRACKING_VARIABLE = 'RUNNER_TRACKING_ID';

/** What each process of a machine carries that is a process itself, so that all of the machine can be ended. */
export const MACHINE_VARIABLE = 'STAND_IN_MACHINE';

/**
 * Kills every process that carries this variable with this value, as the real runner does with what a job left
 * behind; answers their ids.
 */
export function endProcessesWith(variable: string, value: string): number[] {
  const mark = `${variable}=${value}`;
  const found = process.platform === 'linux' ? inProc(mark) : inProcessList(mark);
  for (const pid of found) {
    try {
      process.kill(pid, 'SIGKILL');
    } catch {
      // It ended meanwhile.
    }
  }
  return found;
}

function inProc(mark: string): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && Number(name) !== process.pid)
    .filter((name) => environmentOf(name).includes(mark))
    .map(Number);
}

// Unreadable or gone means not ours.
function environmentOf(pid: string): string[] {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
}

function inProcessList(mark: string): number[] {
  const list = execFileSync('ps', ['-axEww', '-o', 'pid=,command='], {
    encoding: 'utf8',
    maxBuffer: 1 << 26,
  });
  return list
    .split('\n')
    .filter((line) => line.split(' ').includes(mark))
    .map((line) => Number.parseInt(line, 10))
    .filter((pid) => pid !== process.pid);
}
