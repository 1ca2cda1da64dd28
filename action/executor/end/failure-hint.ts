import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Evidence } from './evidence.ts';
import { findClue } from './find-clue.ts';

const COMMAND_NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
// https://docs.docker.com/engine/containers/run/#exit-status
const NO_CONTAINER = 125;

/** What to do about a failure, where its exit code or last lines tell; null: they do not. */
export async function failureHint(
  exitCode: number,
  ticket: Ticket,
  evidence: Evidence,
): Promise<string | null> {
  const ofCode = hintOfCode(exitCode, ticket);
  if (ofCode !== null) return ofCode;
  const clue = findClue(evidence.stderr.length > 0 ? evidence.stderr : evidence.stdout);
  if (clue?.type === 'file') return evidence.explainMissing(clue.path);
  if (clue?.type === 'module') return moduleHint(clue.name, ticket);
  if (clue?.type === 'gpu-memory') {
    return 'the GPU ran out of memory: use a smaller batch, or ask for resources.gpu.memory.';
  }
  return exitCode === COMMAND_NOT_FOUND
    ? 'a program was not found on PATH: install it, or add its package to python.requirements.'
    : null;
}

function hintOfCode(exitCode: number, { container }: Ticket): string | null {
  if (exitCode === NOT_EXECUTABLE) return 'make the file executable (git update-index --chmod=+x).';
  return exitCode === NO_CONTAINER && container !== null
    ? 'the container could not be started: is the daemon running, and the name of the image right?'
    : null;
}

function moduleHint(module: string, ticket: Ticket): string {
  const files =
    ticket.workspace.mode === 'copy'
      ? ` If it is code of this repository, add it to the step's files.`
      : '';
  return ticket.python === null
    ? `install ${module}, or name it in a requirements file and set python: { requirements: [FILE] }.${files}`
    : `add ${module} to the requirements of python.${files}`;
}
