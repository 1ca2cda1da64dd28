import type { CommandModule, ExitCode, Shell } from '../command.ts';
import { examine } from '../doctor/examine.ts';
import { findingLines } from '../doctor/finding-lines.ts';
import { printJson, printLines } from '../terminal/print.ts';
import { terminalOf } from '../terminal/terminal.ts';

type Options = { readonly json?: true };

/** Looks at what the App stands on: 0 where nothing is a problem, 1 where something is. */
async function doctor(shell: Shell, options: Options): Promise<ExitCode> {
  const sections = await examine(shell.env);
  if (options.json) printJson(shell, { format: 1, sections });
  else printLines(shell, findingLines(sections, terminalOf(shell.stdout, shell.env).columns));
  const all = sections.flatMap(({ findings }) => findings);
  return all.some(({ verdict }) => verdict === 'problem') ? 1 : 0;
}

export const doctorCommand: CommandModule = {
  help: {
    summary: 'check what the App needs: GitHub, database, AWS',
    description:
      'Check the App’s variables, its registration and permissions on GitHub, its address and webhooks, its database, and, where machines are configured, AWS: credentials, rights, quotas and the network. Run it where the App runs, with the same variables. It changes nothing. ' +
      'Exit code 0: no problems, 1: problems.',
    examples: [
      ['mlpipelines doctor', 'what is right, what is wrong, and what to do'],
      ['mlpipelines doctor --json', 'one JSON document on stdout'],
    ],
  },
  declare: (command, shell) =>
    command
      .option('--json', 'one JSON document on stdout')
      .action(async (options: Options) => shell.exit(await doctor(shell, options))),
};
