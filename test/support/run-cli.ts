import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExitCode } from '../../app/cli/command.ts';
import { runCommandLine } from '../../app/cli/run-command-line.ts';

export type Told = {
  /** As that of a process: 0 where the command says nothing else. */
  readonly code: ExitCode;
  readonly stdout: string;
  readonly stderr: string;
  /** Both, as they came. */
  readonly text: string;
};

export type CliOptions = {
  readonly cwd: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Of the terminal that it writes to; left out: it is none. */
  readonly columns?: number;
};

/** Of a process that was started as the program is, a supervisor inherits it (https://nodejs.org/api/module.html#module-compile-cache). */
export const COMPILED = { NODE_COMPILE_CACHE: join(tmpdir(), 'node-compile-cache') };

/**
 * A command of the CLI as `main.ts` runs it, but in this process: as quick as its work, for a start of the program takes
 * longer than most commands.
 */
export async function runCli(
  { cwd, env = {}, columns }: CliOptions,
  ...argv: readonly string[]
): Promise<Told> {
  const told = { code: 0 as ExitCode, stdout: '', stderr: '', text: '' };
  const output = (name: 'stdout' | 'stderr') => ({
    write: (text: string) => {
      told[name] += text;
      told.text += text;
    },
    ...(columns !== undefined && { columns }),
  });
  await runCommandLine(argv, {
    stdin: process.stdin,
    stdout: output('stdout'),
    stderr: output('stderr'),
    env: { PATH: process.env['PATH'] ?? '', ...COMPILED, ...env },
    cwd,
    exit: (code) => {
      told.code = code;
    },
    onInterrupt: () => () => undefined,
    ports: (deps) => deps,
  });
  return told;
}
