import { spawnSync } from 'node:child_process';

/** Whether a process is the supervisor of a run. One that is over by now has no arguments. */
export function isSupervisor(pid: number): boolean {
  const { stdout } = spawnSync('ps', ['-ww', '-o', 'args=', '-p', String(pid)]);
  return String(stdout).includes('supervisor.ts');
}
