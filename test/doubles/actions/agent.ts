import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { runAgent } from './agent/run-agent.ts';

// A self-hosted runner as a process, with the inputs of `run.sh`: node agent.ts --jitconfig BLOB, or the same by the
// environment. Takes one job, whose processes have what this one has in its environment.
// What plays its machine names it in STAND_IN_MACHINE and ends it by `endProcessesWith`.
const { values } = parseArgs({
  options: { jitconfig: { type: 'string' }, version: { type: 'string' } },
});
const blob = values.jitconfig ?? process.env['ACTIONS_RUNNER_INPUT_JITCONFIG'];
if (blob === undefined) {
  console.error('usage: node agent.ts --jitconfig BLOB');
  process.exit(2);
}
const root = mkdtempSync(join(tmpdir(), 'mlp-runner-'));
try {
  process.exitCode = await runAgent(blob, {
    root,
    env: environmentOfJobs(),
    version: values.version ?? null,
  });
} finally {
  rmSync(root, { recursive: true, force: true });
}

// The inputs of the runner are taken out before it starts anything:
// https://github.com/actions/runner/blob/main/src/Runner.Listener/CommandSettings.cs
function environmentOfJobs(): Record<string, string> {
  const kept = Object.entries(process.env).filter(
    (entry): entry is [string, string] =>
      entry[1] !== undefined && !entry[0].startsWith('ACTIONS_RUNNER_INPUT_'),
  );
  return Object.fromEntries(kept);
}
