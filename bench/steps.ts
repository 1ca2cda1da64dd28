import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const CLI = fileURLToPath(new URL('../app/cli/main.ts', import.meta.url));
export const PARALLEL = 2;

/** One line of the table. Times in milliseconds; `ratio` is ours / reference. */
export type StepBench = {
  readonly name: string;
  readonly ours: number;
  readonly reference: number;
  readonly ratio: number;
  /** What the ratio is to be at most; null: there is no goal. */
  readonly goal: number | null;
};

export type Work = {
  readonly count: number;
  readonly command: string;
  /** `matrix`: one step, whose cells they are. */
  readonly shape: 'fan-out' | 'chain' | 'matrix';
};

/**
 * Whole runs by the CLI, from its start to its end, beside `make -j2` with the same commands: of each the best of
 * `rounds`. Then what it costs to give each step its own copy of a tree of 1,000 files, beside `cp -r` of that tree.
 */
export async function benchSteps({ rounds = 3 }: { rounds?: number } = {}): Promise<StepBench[]> {
  return [
    compare('200 steps of 0.5 s', { count: 200, command: 'sleep 0.5', shape: 'fan-out' }, 1.05, 1),
    compare('1,000 no-op steps, fan-out', NO_OPS, 3, rounds),
    compare('1,000 no-op steps, chain', { ...NO_OPS, shape: 'chain' }, 3, rounds),
    copies(rounds),
  ];
}

/** What costs nothing but its own start. `make` needs a shell for it too. */
export const NO_OPS: Work = { count: 1000, command: 'exit 0', shape: 'fan-out' };

function compare(name: string, work: Work, goal: number, rounds: number): StepBench {
  const root = makeRepository(work);
  writeFileSync(join(root, 'Makefile'), makefile(work));
  const reference = best(rounds, () => run('make', ['-s', `-j${PARALLEL}`], root));
  const ours = best(rounds, () => cli(root, ['run', 'bench', '--in-place']));
  rmSync(root, { recursive: true });
  return { name, ours, reference, ratio: ours / reference, goal };
}

const COPIES = 50;
const FILES = 1000;

function copies(rounds: number): StepBench {
  const root = makeRepository({ count: COPIES, command: 'exit 0', shape: 'chain' });
  for (let index = 0; index < FILES; index += 1) {
    const folder = join(root, 'src', String(index % 20));
    mkdirSync(folder, { recursive: true });
    writeFileSync(join(folder, `${index}.py`), `# ${index}\n`.repeat(100));
  }
  const inPlace = best(rounds, () => cli(root, ['run', 'bench', '--in-place']));
  const isolated = best(rounds, () => cli(root, ['run', 'bench']));
  const reference = best(rounds, () => {
    run('cp', ['-r', join(root, 'src'), join(root, 'copy')], root);
    rmSync(join(root, 'copy'), { recursive: true });
  });
  rmSync(root, { recursive: true });
  const ours = (isolated - inPlace) / COPIES;
  const name = 'a copy of 1,000 files for each step, beside cp -r and rm -r';
  return { name, ours, reference, ratio: ours / reference, goal: null };
}

/** A folder with one pipeline, `bench`. */
export function makeRepository(work: Work): string {
  const root = mkdtempSync(join(tmpdir(), 'mlp-bench-'));
  mkdirSync(join(root, '.mlpipelines'));
  const head = 'name: bench\non: { workflow_dispatch: {} }\ndefaults: { run: { shell: sh } }\n';
  writeFileSync(join(root, '.mlpipelines', 'bench.yml'), `${head}steps:\n${stepsOf(work)}`);
  return root;
}

function stepsOf({ count, command, shape }: Work): string {
  const numbers = Array.from({ length: count }, (_, index) => index);
  if (shape === 'matrix') {
    return `  s: { run: "${command}", strategy: { matrix: { n: [${numbers.join(', ')}] } } }\n`;
  }
  const steps = numbers.map((index) => {
    const needs = shape === 'chain' && index > 0 ? `, needs: [s${index - 1}]` : '';
    return `  s${index}: { run: "${command}"${needs} }\n`;
  });
  return steps.join('');
}

function makefile({ count, command, shape }: Work): string {
  const names = Array.from({ length: count }, (_, index) => `s${index}`);
  const rules = names.map((name, index) => {
    const before = shape === 'chain' && index > 0 ? ` s${index - 1}` : '';
    return `${name}:${before}\n\t@${command}\n`;
  });
  return `.PHONY: all ${names.join(' ')}\nall: ${names.join(' ')}\n${rules.join('')}`;
}

function cli(root: string, args: readonly string[]): void {
  run(process.execPath, [CLI, ...args, '--max-parallel', String(PARALLEL)], root);
}

function run(file: string, args: readonly string[], cwd: string): void {
  execFileSync(file, [...args], { cwd, stdio: ['ignore', 'ignore', 'inherit'] });
}

/** Milliseconds of the fastest of several rounds: what disturbs a machine only ever makes it slower. */
function best(rounds: number, work: () => void): number {
  const times = Array.from({ length: rounds }, () => {
    const begin = performance.now();
    work();
    return performance.now() - begin;
  });
  return Math.min(...times);
}
