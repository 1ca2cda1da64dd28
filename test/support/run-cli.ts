import type { ExitCode } from '../../app/cli/command.ts';
import { runCommandLine } from '../../app/cli/run-command-line.ts';

export type Told = { readonly code: ExitCode | null; readonly text: string };

/** A command of the CLI as `main.ts` runs it, but in this process: as quick as its work. */
export async function runCli(cwd: string, ...argv: readonly string[]): Promise<Told> {
  let code: ExitCode | null = null;
  let text = '';
  const output = { write: (some: string) => (text += some), columns: 200 };
  await runCommandLine(argv, {
    stdin: process.stdin,
    stdout: output,
    stderr: output,
    env: { PATH: process.env['PATH'] ?? '' },
    cwd,
    exit: (given) => {
      code = given;
    },
    onInterrupt: () => () => undefined,
    ports: (deps) => deps,
  });
  return { code, text };
}
