import { writeFileSync } from 'node:fs';
import { realpath, stat } from 'node:fs/promises';
import { join, sep } from 'node:path';
import type { Attempt } from '../attempt.ts';
import { StepFailure } from '../step-failure.ts';
import { commandLine, isPosixShell } from './command-line.ts';
import { inheritedVariables, namedVariables, stepVariables } from '../process/environment.ts';
import type { Launch } from '../process/launch.ts';
import type { MemoryGroup } from '../process/memory-group.ts';
import { processTree } from '../process/process-tree.ts';
import { shortened } from '../../../text/shortened.ts';

// Joins the control group first, so that nothing the command does escapes it.
const JOIN_GROUP = '{ echo $$ >"$0"; } 2>/dev/null; exec "$@"';
// A shell that is told to end dies at once and takes with it what became of the program it ran; with this it waits for
// the program and ends as it did, so that we know whether the program ended by itself (and its checkpoint is whole).
const WAIT_FOR_PROGRAM = "trap 'exit $?' TERM; ";

/** The step's command as a process of this machine. Throws `StepFailure`. */
export async function hostLaunch(
  { ticket, host, places }: Attempt,
  environment: string | null,
  group: MemoryGroup | null,
): Promise<Launch> {
  const line = commandLine(withTrap(ticket.command, ticket.checkpoint !== null), {
    folder: host.folders.scratch,
    inFile: false,
  });
  if (line.script !== null) writeFileSync(line.script.path, line.script.text, { mode: 0o700 });
  const words = group === null ? [] : ['-c', JOIN_GROUP, group.joinFile, line.program];
  const marks = {
    variable: `MLPIPELINES_OUTPUT=${places.output}`,
    folders: ticket.workspace.mode === 'copy' ? [host.folders.workspace] : [],
  };
  const ofMachine = {
    ...inheritedVariables(host.variables),
    ...namedVariables(ticket, host.variables),
  };
  return {
    program: group === null ? line.program : '/bin/sh',
    args: [...words, ...line.args],
    folder: await workingFolder(host.folders.workspace, ticket.command.workingDirectory),
    variables: stepVariables(ticket, places, ofMachine, environment),
    treeOf: (child) =>
      processTree({
        pid: child.pid,
        startedAt: Date.now(),
        isAlive: () => child.process.exitCode === null && child.process.signalCode === null,
        marks,
        grouped: () => group?.members() ?? [],
      }),
  };
}

function withTrap<T extends { script: string; shell: string }>(command: T, wanted: boolean): T {
  return wanted && isPosixShell(command.shell)
    ? { ...command, script: WAIT_FOR_PROGRAM + command.script }
    : command;
}

const LONGEST_QUOTE = 200;

/** Where the command starts: inside the workspace, links followed. */
async function workingFolder(workspace: string, path: string): Promise<string> {
  const folder = join(workspace, path);
  if (folder === workspace || folder === workspace + sep) return workspace;
  const [root, real] = await Promise.all([realpath(workspace), realpath(folder).catch(() => null)]);
  if (real === null || !(await stat(real)).isDirectory()) {
    throw new StepFailure(
      'failure',
      `working-directory ${shortened(path, LONGEST_QUOTE)} is not among what the step sees. Add files below it to the step's files, or correct it.`,
    );
  }
  if (real === root || real.startsWith(root + sep)) return folder;
  throw new StepFailure(
    'failure',
    `working-directory ${shortened(path, LONGEST_QUOTE)} leads out of the repository, to ${shortened(real, LONGEST_QUOTE)}.`,
  );
}
