import { join } from 'node:path';
import { StepFailure } from '../step-failure.ts';

/** How a script is given to its shell. */
export type CommandLine = {
  readonly program: string;
  readonly args: readonly string[];
  /** File that must be written before; null: the script is an argument. */
  readonly script: { readonly path: string; readonly text: string } | null;
};

export type CommandText = { readonly script: string; readonly shell: string };

/**
 * What GitHub Actions runs for each shell:
 * https://docs.github.com/actions/reference/workflows-and-actions/workflow-syntax#jobsjob_idstepsshell
 */
const TEMPLATES: Readonly<Record<string, { line: string; extension: string }>> = {
  bash: { line: 'bash --noprofile --norc -e -o pipefail {0}', extension: '.sh' },
  sh: { line: 'sh -e {0}', extension: '.sh' },
  python: { line: 'python {0}', extension: '.py' },
};
// One argument of execve holds 128 KiB on Linux (MAX_ARG_STRLEN).
const LONGEST_ARGUMENT = 100_000;

/**
 * The command line of a script. A script for bash or sh is an argument while it fits: that needs no file, and the shell
 * then becomes a script's only command instead of waiting for it. Throws `StepFailure` for a template without {0}.
 */
export function commandLine(
  command: CommandText,
  options: { readonly folder: string; readonly inFile: boolean },
): CommandLine {
  const known = TEMPLATES[command.shell];
  const words = splitWords(known?.line ?? command.shell);
  const place = words.findIndex((word) => word.includes('{0}'));
  if (place < 1) throw withoutPlace(command.shell);
  const [program = '', ...args] = words;
  if (!options.inFile && fitsArgument(command)) {
    return { program, args: [...args.slice(0, -1), '-c', command.script], script: null };
  }
  const path = join(options.folder, `script${known?.extension ?? ''}`);
  return {
    program,
    args: args.map((word) => word.replaceAll('{0}', path)),
    script: { path, text: command.script },
  };
}

/** Whether a shell is one of ours and not a language. */
export function isPosixShell(shell: string): boolean {
  return shell === 'bash' || shell === 'sh';
}

function fitsArgument({ shell, script }: CommandText): boolean {
  return isPosixShell(shell) && Buffer.byteLength(script) <= LONGEST_ARGUMENT;
}

/** The words of a command line, with quotes as in a shell; nothing is expanded. */
export function splitWords(line: string): string[] {
  const words = line.matchAll(/(?:[^\s"']|"[^"]*"|'[^']*')+/g);
  return Array.from(words, ([word]) => word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'));
}

function withoutPlace(shell: string): StepFailure {
  return new StepFailure(
    'failure',
    `shell "${shell}" is not known. Write bash, sh, python, or a command with {0} where the script's file goes, as "node {0}".`,
  );
}
