import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { childrenOf, commandOf, peakMb } from './process-figures.ts';
import { makeRepository, NO_OPS, type Work } from './steps.ts';

// What a person calls: it says how much memory Node may take for what.
const CLI = fileURLToPath(new URL('../bin/mlpipelines', import.meta.url));

/** One line of the table: a whole run, how long it took and the most memory that each of its two processes held. */
export type LargeBench = {
  readonly name: string;
  readonly seconds: number;
  readonly cliMb: number;
  readonly supervisorMb: number;
  /** What neither is to exceed, in MB. */
  readonly goal: number;
};

const GOAL_MB = 400;

/** The largest runs that a file may ask for, about: 10,000 cells of one step, and 5,000 steps in a row. Linux only. */
export async function benchLarge({ scale = 1 }: { scale?: number } = {}): Promise<LargeBench[]> {
  const cells = Math.round(10_000 * scale);
  const steps = Math.round(5_000 * scale);
  return [
    await measure(`${cells} cells`, { ...NO_OPS, count: cells, shape: 'matrix' }),
    await measure(`a chain of ${steps} steps`, { ...NO_OPS, count: steps, shape: 'chain' }),
  ];
}

async function measure(name: string, work: Work): Promise<LargeBench> {
  const root = makeRepository(work);
  const begin = performance.now();
  const stdio = ['ignore', 'ignore', 'inherit'] as const;
  const cli = spawn(CLI, ['run', 'bench'], { cwd: root, stdio: [...stdio] });
  const peaks = watchPeaks(cli.pid ?? 0);
  const [code] = await once(cli, 'close');
  const seconds = Math.round((performance.now() - begin) / 1000);
  const { cli: cliMb, supervisor: supervisorMb } = peaks.stop();
  rmSync(root, { recursive: true });
  if (code !== 0) throw new Error(`the run of ${name} ended with ${code}`);
  return { name, seconds, cliMb, supervisorMb, goal: GOAL_MB };
}

const LOOK_EVERY_MS = 100;

type Peaks = { readonly cli: number; readonly supervisor: number };

/** The system keeps the highest resident size of a process for as long as it lives, so the last look counts. */
function watchPeaks(cli: number): { readonly stop: () => Peaks } {
  let peaks: Peaks = { cli: 0, supervisor: 0 };
  let supervisor: number | null = null;
  const timer = setInterval(() => {
    supervisor ??= childrenOf(cli).find(isSupervisor) ?? null;
    peaks = {
      cli: Math.max(peaks.cli, peakMb(cli)),
      supervisor: Math.max(peaks.supervisor, supervisor === null ? 0 : peakMb(supervisor)),
    };
  }, LOOK_EVERY_MS);
  return {
    stop: () => {
      clearInterval(timer);
      return peaks;
    },
  };
}

function isSupervisor(pid: number): boolean {
  return commandOf(pid).includes('supervisor.ts');
}
