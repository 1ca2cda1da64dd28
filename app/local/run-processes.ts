import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses } from '../../action/executor/process/list-processes.ts';
import { groupOfRun, removeRunGroup } from '../../action/executor/process/run-group.ts';

/**
 * Processes that belong to a run: those that carry its id in their environment or are in its control group. A process
 * may leave its group and session (setsid) and its parent (double fork), but it keeps the environment that it was started
 * with, and one that is started with an empty one (`env -i`) stays in the control group, where the run has one.
 */
export async function processesOfRun(runId: string): Promise<number[]> {
  const marks = { variable: `MLPIPELINES_RUN_ID=${runId}`, folders: [], group: groupOfRun(runId) };
  const marked = (await listProcesses(marks, null)).filter((one) => one.marked && !one.zombie);
  return marked.map(({ pid }) => pid).filter((pid) => pid !== process.pid);
}

/**
 * SIGKILLs them until none is left, since a process may fork between the look and the blow, and removes the run's
 * control group. Gives how many it killed.
 */
export async function killRun(runId: string): Promise<number> {
  const killed = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const alive = await processesOfRun(runId);
    if (alive.length === 0) break;
    for (const pid of alive) {
      killed.add(pid);
      kill(pid);
    }
    await sleep(ROUND_MS);
  }
  removeRunGroup(runId);
  return killed.size;
}

const MAX_ROUNDS = 100;
const ROUND_MS = 20;

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended by itself, or belongs to another user: then it is not ours.
  }
}
