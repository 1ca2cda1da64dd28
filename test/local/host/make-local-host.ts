import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { removeTree } from '../../../action/executor/workspace/remove-tree.ts';
import { createLocalHost, type LocalHost } from '../../../app/local/host/local-host.ts';
import { openStateFolder, stateFolderOf } from '../../../app/local/state-folder.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { COMPILED } from '../../support/run-cli.ts';

const SUPERVISOR = fileURLToPath(
  new URL('../../../app/cli/process/supervisor.ts', import.meta.url),
);

/** A host as the CLI makes it, for the repository at `root`. */
export async function makeLocalHost(root: string, complaints: string[] = []): Promise<LocalHost> {
  await openStateFolder(stateFolderOf(root));
  return createLocalHost({
    supervisorOf: (run) => ({
      file: process.execPath,
      args: [SUPERVISOR, root, run],
      env: { PATH: process.env['PATH'] ?? '', MLPIPELINES_RUN_ID: run, ...COMPILED },
    }),
    complain: (message) => complaints.push(message),
    clear: (run) => removeTree(join(stateFolderOf(root).work, run)),
    now: Date.now,
  });
}

/** A ticket for a script that runs in the repository itself. */
export function aTicket(run: string, script: string, key = 'train'): Ticket {
  return {
    format: 1,
    run: { id: run, number: 1 },
    step: { key, id: key, cell: null },
    attempt: 1,
    command: { script, shell: 'bash', workingDirectory: '.' },
    env: {},
    secrets: {},
    workspace: { mode: 'in-place', tree: null, files: null },
    inputs: [],
    outputs: [],
    metrics: null,
    plots: [],
    python: null,
    container: null,
    checkpoint: null,
    clocks: { timeoutMs: 600_000, stallTimeoutMs: null, gracePeriodMs: 200 },
    limits: { memoryBytes: null, gpuCount: 0 },
  };
}
