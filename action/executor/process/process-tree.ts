import { readFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { listProcesses } from './list-processes.ts';
import type { Marks, ProcessInfo } from './list-processes.ts';

/** All processes that a command started, wherever they have gone. */
export type ProcessTree = {
  /** Sends a signal to every one of them. */
  signal(signal: NodeJS.Signals): Promise<void>;
  /** Those that live, without those that are dead but not collected. */
  members(): Promise<readonly number[]>;
  /** Kills until none is left; gives those that cannot be killed (stuck in the kernel, or another user's). */
  kill(): Promise<readonly number[]>;
};

/** What is known of the process at the root: it leads a session and a process group of its own. */
export type TreeRoot = {
  readonly pid: number;
  readonly startedAt: number;
  /** While true, its number is its own and not yet another's. */
  readonly isAlive: () => boolean;
  readonly marks: Marks;
  /** Members of its control group, when it has one: none of them can hide. */
  readonly grouped: () => readonly number[];
};

const KILL_ROUNDS = 100;
const ROUND_MS = 50;
const SHORT_LIFE_MS = 2000;
const FEW_PIDS = 64;

/**
 * The tree of a process. Members are found by session, process group, descent, the attempt's mark in the environment,
 * the folder they work in, and control group: leaving all of these takes intent, leaving some is what daemons do.
 * Libraries such as `tree-kill` go by descent alone, and lose whatever outlives its parent.
 */
export function processTree(root: TreeRoot): ProcessTree {
  const find = async (): Promise<ProcessInfo[]> => {
    const grouped = root.grouped();
    const near = candidates(root);
    const processes = await listProcesses(root.marks, near && [...near, ...grouped]);
    return pick(processes, root, grouped);
  };
  return {
    async signal(name) {
      const found = await find();
      if (found.some((one) => one.group === root.pid)) sendSignal(-root.pid, name);
      for (const one of found) if (one.group !== root.pid) sendSignal(one.pid, name);
    },
    members: async () => (await find()).map((one) => one.pid),
    async kill() {
      let left = await find();
      for (let round = 0; left.length > 0 && round < KILL_ROUNDS; round += 1) {
        for (const one of left) sendSignal(one.pid, 'SIGKILL');
        if (round > 0) await sleep(ROUND_MS);
        left = await find();
      }
      return left.map((one) => one.pid);
    },
  };
}

function pick(
  processes: readonly ProcessInfo[],
  root: TreeRoot,
  grouped: readonly number[],
): ProcessInfo[] {
  const direct = processes.filter((one) => belongs(one, root)).map((one) => one.pid);
  const ours = new Set([...direct, ...grouped]);
  for (let before = -1; before < ours.size;) {
    before = ours.size;
    for (const one of processes) if (ours.has(one.parent)) ours.add(one.pid);
  }
  ours.delete(process.pid);
  return processes.filter((one) => ours.has(one.pid) && !one.zombie);
}

function belongs(one: ProcessInfo, root: TreeRoot): boolean {
  if (one.pid === root.pid) return root.isAlive() || one.marked;
  return one.marked || one.group === root.pid || one.session === root.pid;
}

/**
 * Which processes can have come from a short-lived root: numbers are given out in order, so it is those after its own up
 * to the newest (the last field of /proc/loadavg). Null: all, since numbers may have started over.
 */
function candidates(root: TreeRoot): number[] | null {
  if (process.platform !== 'linux' || Date.now() - root.startedAt > SHORT_LIFE_MS) return null;
  const newest = newestPid();
  if (newest === null || newest < root.pid || newest - root.pid > FEW_PIDS) return null;
  return Array.from({ length: newest - root.pid + 1 }, (_, index) => root.pid + index);
}

function newestPid(): number | null {
  try {
    const newest = Number(readFileSync('/proc/loadavg', 'latin1').trim().split(' ').at(-1));
    return Number.isSafeInteger(newest) && newest > 0 ? newest : null;
  } catch {
    return null;
  }
}

function sendSignal(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch {
    // It has ended meanwhile (ESRCH), or belongs to another user (EPERM) and shows up among those left.
  }
}
