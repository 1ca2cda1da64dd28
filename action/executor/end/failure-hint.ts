import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Evidence } from './evidence.ts';

const COMMAND_NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;
// https://docs.docker.com/engine/containers/run/#exit-status
const NO_CONTAINER = 125;

/** What to do about a failure, where its exit code or last lines tell; null: they do not. */
export function failureHint(exitCode: number, ticket: Ticket, evidence: Evidence): string | null {
  const printed = evidence.stderr.length > 0 ? evidence.stderr : evidence.stdout;
  if (exitCode === NOT_EXECUTABLE) return 'make the file executable (git update-index --chmod=+x).';
  if (exitCode === NO_CONTAINER && ticket.container !== null) {
    return 'the container could not be started: is the daemon running, and the name of the image right?';
  }
  const module = find(printed, MISSING_MODULE);
  if (module !== null) return moduleHint(module, ticket);
  const missing = missingFile(printed, evidence.workspace);
  if (missing !== null && isRestricted(ticket)) {
    return `a step sees its files and inputs only: add ${missing} to its files, or take it as an input.`;
  }
  if (exitCode === COMMAND_NOT_FOUND) {
    return 'a program was not found on PATH: install it, or add its package to python.requirements.';
  }
  return find(printed, GPU_MEMORY) === null
    ? null
    : 'the GPU ran out of memory: use a smaller batch, or ask for resources.gpu.memory.';
}

const MISSING_MODULE = /ModuleNotFoundError: No module named '([^']+)'/;
const GPU_MEMORY = /(CUDA out of memory)/;
const NOT_THERE = /FileNotFoundError|No such file or directory|can't open file/;
const QUOTED = /^[^'"]*['"]([^'"]+)['"]/;
const OF_SHELL = /: ([^\s:]+): No such file or directory/;

/** The file of the repository that a command looked for in vain. */
function missingFile(printed: readonly string[], workspace: string): string | null {
  const path = printed.map(quotedFile).find((one) => one !== null) ?? find(printed, OF_SHELL);
  if (path === null) return null;
  const inside = path.startsWith(`${workspace}/`) ? path.slice(workspace.length + 1) : path;
  return inside.startsWith('/') ? null : inside;
}

function moduleHint(module: string, ticket: Ticket): string {
  const files = isRestricted(ticket)
    ? ` If it is code of this repository, add it to the step's files.`
    : '';
  return ticket.python === null
    ? `install ${module}, or name it in a requirements file and set python: { requirements: [FILE] }.${files}`
    : `add ${module} to the requirements of python.${files}`;
}

function isRestricted(ticket: Ticket): boolean {
  return ticket.workspace.mode === 'copy';
}

/** The name in quotes behind such a message. */
function quotedFile(line: string): string | null {
  const message = NOT_THERE.exec(line);
  if (message === null) return null;
  return QUOTED.exec(line.slice(message.index + message[0].length))?.[1] ?? null;
}

function find(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
