import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { runAgent } from './agent/run-agent.ts';
import { MACHINE_VARIABLE } from './runner/processes/end-marked-processes.ts';

// A self-hosted runner as a process: node agent.ts --jitconfig BLOB. Takes one job, as `run.sh --jitconfig` does.
// What plays its machine names it in STAND_IN_MACHINE and ends it by `endProcessesWith`.
const blob = process.argv[process.argv.indexOf('--jitconfig') + 1];
if (!process.argv.includes('--jitconfig') || blob === undefined) {
  console.error('usage: node agent.ts --jitconfig BLOB');
  process.exit(2);
}
const root = mkdtempSync(join(tmpdir(), 'mlp-runner-'));
try {
  const machine = process.env[MACHINE_VARIABLE];
  const env = machine === undefined ? {} : { [MACHINE_VARIABLE]: machine };
  process.exitCode = await runAgent(blob, { root, env });
} finally {
  rmSync(root, { recursive: true, force: true });
}
