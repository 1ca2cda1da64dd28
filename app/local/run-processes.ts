import { execFile } from 'node:child_process';
import { readdir, readFile } from 'node:fs/promises';
import { promisify } from 'node:util';

/**
 * Processes that belong to a run: those that carry its id in their environment. A process may leave its group and
 * session (setsid) and its parent (double fork), but it keeps the environment that it was started with.
 */
export async function processesOfRun(runId: string): Promise<number[]> {
  const marker = `MLPIPELINES_RUN_ID=${runId}`;
  const found = process.platform === 'linux' ? await scanProc(marker) : await scanPs(marker);
  return found.filter((pid) => pid !== process.pid);
}

/** SIGKILLs them until none is left; a process may fork between the look and the blow. Gives how many it killed. */
export async function killRun(runId: string): Promise<number> {
  const killed = new Set<number>();
  for (let round = 0; round < MAX_ROUNDS; round += 1) {
    const alive = await processesOfRun(runId);
    if (alive.length === 0) break;
    for (const pid of alive) {
      killed.add(pid);
      kill(pid);
    }
    await new Promise((done) => setTimeout(done, ROUND_MS));
  }
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

// proc_pid_environ(5): the initial environment, NUL-separated; readable for processes of the same user. Zombies read as empty.
async function scanProc(marker: string): Promise<number[]> {
  const entries = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const found = await Promise.all(
    entries.map(async (pid) => {
      const environment = await readFile(`/proc/${pid}/environ`, 'latin1').catch(() => '');
      return environment.split('\0').includes(marker) ? [Number(pid)] : [];
    }),
  );
  return found.flat();
}

// macOS: `-E` prints the environment behind the command.
async function scanPs(marker: string): Promise<number[]> {
  const { stdout } = await promisify(execFile)('ps', ['-A', '-E', '-ww', '-o', 'pid=,command='], {
    maxBuffer: 256 * 1024 * 1024,
  });
  return stdout
    .split('\n')
    .filter((line) => line.split(' ').includes(marker))
    .map((line) => Number.parseInt(line, 10));
}
