import { relative } from 'node:path';
import { Command, CommanderError } from 'commander';
import { findRoot, projectAround } from '../local/find-root.ts';
import { COMMANDS } from './command-list.ts';
import type { Shell } from './command.ts';
import type { CommandHelp } from './io.ts';
import { printText } from './terminal/print.ts';

/** Parses one command line and carries it out; whatever goes wrong becomes a message on stderr and exit code 2. */
export async function runCommandLine(argv: readonly string[], shell: Shell): Promise<void> {
  try {
    const program = await buildProgram(argv, shell);
    program.hook('preAction', () => sayProject(shell));
    await program.parseAsync([...argv], { from: 'user' });
  } catch (error) {
    if (error instanceof CommanderError) return shell.exit(error.exitCode === 0 ? 0 : 2);
    // It knows the errors of the store too, which takes as long to load as all else that `--help` needs.
    const { wordsFor } = await import('./words-for-error.ts');
    printText(shell.stderr, wordsFor(error));
    shell.exit(2);
  }
}

/** Loads only the command that is meant; of the others `--help` needs one line. */
async function buildProgram(argv: readonly string[], shell: Shell): Promise<Command> {
  const program = new Command('mlpipelines')
    .description('ML pipelines that live in your repository.')
    .usage('COMMAND [options]')
    .version(await version(argv), VERSION_FLAGS.join(', '), 'display the version and its commit')
    .helpCommand('help [command]', 'say what a command does')
    .showHelpAfterError('Add --help to see arguments and options.')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => printText(shell.stdout, text),
      writeErr: (text) => printText(shell.stderr, text),
    });
  for (const { name, summary, load } of COMMANDS) {
    const command = new Command(name).summary(summary).copyInheritedSettings(program);
    if (argv.includes(name)) {
      const { help, declare } = await load();
      declare(command, shell).description(help.description).addHelpText('after', examples(help));
    }
    program.addCommand(command);
  }
  return program;
}

/** Of a repository with several projects people stand in one by their folder, which may not be the one they mean. */
function sayProject({ cwd, stderr }: Shell): void {
  const root = findRoot(cwd);
  const outer = projectAround(root);
  if (outer !== null) printText(stderr, `using ${relative(outer, root)}`);
}

const VERSION_FLAGS = ['-V', '--version'];

/** Only who asks for the version waits for it. */
async function version(argv: readonly string[]): Promise<string> {
  if (!argv.some((flag) => VERSION_FLAGS.includes(flag))) return '';
  const { ownVersion } = await import('./own-version.ts');
  return ownVersion();
}

function examples({ examples }: CommandHelp): string {
  const lines = examples.map(([command, meaning]) => `  $ ${command}\n      ${meaning}`);
  return `\nExamples:\n${lines.join('\n')}`;
}
