import { spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';

/** Whether a process is alive; one that ended and that nobody has asked about since is not. */
export function isRunning(pid: number): boolean {
  const state = process.platform === 'linux' ? stateInProc(pid) : stateInList(pid);
  return state !== '' && !state.startsWith('Z');
}

// After the name, which stands in parentheses and may hold any character: proc(5).
function stateInProc(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1) ?? '';
  } catch {
    return '';
  }
}

function stateInList(pid: number): string {
  return spawnSync('ps', ['-o', 'stat=', '-p', String(pid)], { encoding: 'utf8' }).stdout.trim();
}
