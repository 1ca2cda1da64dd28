import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Evidence } from './evidence.ts';

const COMMAND_NOT_FOUND = 127;
const NOT_EXECUTABLE = 126;

/** What to do about a failure, where its exit code or last lines tell; null: they do not. */
export function failureHint(
  exitCode: number,
  ticket: Ticket,
  { stderr, stdout }: Pick<Evidence, 'stderr' | 'stdout'>,
): string | null {
  const printed = stderr.length > 0 ? stderr : stdout;
  if (exitCode === NOT_EXECUTABLE) return 'make the file executable (git update-index --chmod=+x).';
  const module = find(printed, /ModuleNotFoundError: No module named '([^']+)'/);
  if (module !== null) return moduleHint(module, ticket);
  const missing =
    find(
      printed,
      /(?:FileNotFoundError|No such file or directory|can't open file)[^'"]*['"]([^'"]+)['"]/,
    ) ?? find(printed, /: ([^\s:]+): No such file or directory/);
  if (missing !== null && isRestricted(ticket) && !missing.startsWith('/')) {
    return `a step sees its files and inputs only: add ${missing} to its files, or take it as an input.`;
  }
  if (exitCode === COMMAND_NOT_FOUND) {
    return 'a program was not found on PATH: install it, or add its package to python.requirements.';
  }
  return find(printed, /(CUDA out of memory)/) === null
    ? null
    : 'the GPU ran out of memory: use a smaller batch, or ask for resources.gpu.memory.';
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

function find(lines: readonly string[], pattern: RegExp): string | null {
  for (const line of lines) {
    const found = pattern.exec(line)?.[1];
    if (found !== undefined) return found;
  }
  return null;
}
