import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Evidence } from './evidence.ts';
import { findClue, type Clue } from './find-clue.ts';

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
  const ofClue = clue === null ? null : await hintOfClue(clue, ticket, evidence);
  return ofClue ?? (exitCode === COMMAND_NOT_FOUND && clue?.type !== 'file' ? NOT_ON_PATH : null);
}

async function hintOfClue(clue: Clue, ticket: Ticket, evidence: Evidence): Promise<string | null> {
  switch (clue.type) {
    case 'file':
      return evidence.explainMissing(clue.path);
    case 'module':
      return (await evidence.explainModule(clue.name)) ?? installHint(clue.name, ticket);
    case 'gpu-memory':
      return 'the GPU ran out of memory: use a smaller batch, or ask for resources.gpu.memory.';
    case 'program':
      return null;
  }
}

const NOT_ON_PATH =
  'a program was not found on PATH: install it, or add its package to python.requirements.';

function hintOfCode(exitCode: number, { container }: Ticket): string | null {
  if (exitCode === NOT_EXECUTABLE) return 'make the file executable (git update-index --chmod=+x).';
  return exitCode === NO_CONTAINER && container !== null
    ? 'the container could not be started: is the daemon running, and the name of the image right?'
    : null;
}

function installHint(module: string, ticket: Ticket): string {
  return ticket.python === null
    ? `install ${module}, or name it in a requirements file and set python: { requirements: [FILE] }.`
    : `add ${module} to the requirements of python.`;
}
