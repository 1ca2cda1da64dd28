import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { processesOfRun } from '../../../app/local/run-processes.ts';
import type { RunView } from '../../../schemas/run-view.generated.ts';
import { isSupervisor } from '../../support/is-supervisor.ts';
import { runCli } from '../../support/run-cli.ts';

const MAIN = fileURLToPath(new URL('../../../app/cli/main.ts', import.meta.url));

/** What is killed, and how long after the command has begun. */
export type Kill = { readonly target: Target; readonly afterMs: number };
export type Target = 'cli' | 'supervisor' | 'both' | 'step';

/** A repository of a user whose runs are processes, some of which are killed. */
export type Killable = {
  readonly root: string;
  /** Runs a command until it is over; `kill`: what is killed meanwhile. */
  readonly begin: (command: readonly string[], kill: Kill | null) => Promise<void>;
  /** The newest run as the store has it; null: none has begun. */
  readonly newest: () => Promise<RunView | null>;
  readonly remove: () => void;
};

const RETRIES = 'retry: { failure: 9, infra: 9, backoff: none }';

// Steps with all that can be half done: an artifact, cells, a checkpoint, metrics, a gate, a version of a model.
const PIPELINE = `name: kills
steps:
  data:
    run: sleep 0.2; seq 100 > rows
    outputs: { rows: { type: file, path: rows } }
    ${RETRIES}
  train:
    inputs: { rows: data.rows }
    files: []
    strategy: { matrix: { seed: [1, 2] } }
    run: |
      mkdir -p state && touch state/done
      for i in $(seq $(($(wc -l < state/done) + 1)) 5); do
        sleep 0.1
        { cat state/done; echo $i; } > next && mv next state/done
        echo ready >> "$MLPIPELINES_CHECKPOINT_READY"
      done
      { cat rows state/done; echo \${{ matrix.seed }}; } > model
    checkpoint: { path: state, every: 1s }
    outputs: { model: { type: model, path: model } }
    ${RETRIES}
  evaluate:
    inputs: { models: { from: train.model, path: models } }
    files: []
    run: |
      cat models/1 models/2 > best
      echo "{\\"lines\\": $(wc -l < best)}" > metrics.json
    metrics: metrics.json
    gates: { whole: { metric: lines, op: "==", value: 212 } }
    outputs: { best: { type: model, path: best } }
    ${RETRIES}
  register:
    register: { model: kills, from: evaluate.best, metrics: evaluate, alias: candidate }
`;

export function openKillable(): Killable {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'mlp-kills-')));
  execFileSync('git', ['init', '-q'], { cwd: root });
  mkdirSync(join(root, '.mlpipelines'));
  writeFileSync(join(root, '.mlpipelines', 'kills.yml'), PIPELINE);
  const newest: Killable['newest'] = async () => {
    const { code, stdout } = await runCli({ cwd: root }, 'show', 'latest', '--json');
    return code === 0 ? JSON.parse(stdout) : null;
  };
  return {
    root,
    newest,
    begin: async (command, kill) => {
      const child = spawn(process.execPath, [MAIN, ...command], { cwd: root, stdio: 'ignore' });
      const over = once(child, 'close');
      if (kill !== null && Number.isFinite(kill.afterMs)) {
        await Promise.race([over, sleep(kill.afterMs)]);
        await carryOut(kill, child, await newest());
      }
      await over;
    },
    remove: () => rmSync(root, { recursive: true, force: true }),
  };
}

async function carryOut({ target }: Kill, child: ChildProcess, run: RunView | null): Promise<void> {
  const all = run === null ? [] : await processesOfRun(run.id);
  const supervisors = all.filter(isSupervisor);
  const steps = all.filter((pid) => !supervisors.includes(pid));
  const isBoth = target === 'both';
  if (target === 'supervisor' || isBoth) supervisors.forEach(end);
  if (target === 'step') steps.slice(0, 1).forEach(end);
  if (target === 'cli' || isBoth) child.kill('SIGKILL');
}

function end(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It has ended by itself.
  }
}
