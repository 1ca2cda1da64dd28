import { Command } from 'commander';
import { COMMANDS } from '../../app/cli/command-list.ts';
import type { CommandModule, Shell } from '../../app/cli/command.ts';
import { fillPage } from './fill-page.ts';
import type { Generated } from './generated.ts';

/** Every command with its arguments, options and examples, as `--help` has them. */
export async function commandLine(): Promise<Generated> {
  const sections = await Promise.all(
    COMMANDS.map(async ({ name, load }) => section(name, await load())),
  );
  return fillPage('command-line.md', 'commands', sections.join('\n\n'));
}

function section(name: string, { help, declare }: CommandModule): string {
  const command = declare(new Command(name), NOWHERE);
  const written = command.registeredArguments.map((each) => {
    const shown = `${each.name()}${each.variadic ? '…' : ''}`;
    return each.required ? `<${shown}>` : `[${shown}]`;
  });
  const rows = [
    ...command.registeredArguments.map((each) => row(each.name(), each.description)),
    ...command.options.map((each) => row(each.flags, described(each))),
  ];
  const table = rows.length === 0 ? [] : [['| | |', '| --- | --- |', ...rows].join('\n')];
  const examples = help.examples.flatMap(([line, meaning]) => [`# ${meaning}`, line]);
  return [
    `## ${name}`,
    `\`${['mlpipelines', name, ...written].join(' ')}\``,
    help.description,
    ...table,
    `\`\`\`sh\n${examples.join('\n')}\n\`\`\``,
  ].join('\n\n');
}

type Described = { readonly description: string; readonly defaultValue?: unknown };

function described({ description, defaultValue }: Described): string {
  const isSaid = typeof defaultValue === 'string' || typeof defaultValue === 'number';
  return isSaid ? `${description} (default: ${defaultValue})` : description;
}

function row(what: string, meaning: string): string {
  return `| \`${withoutBars(what)}\` | ${withoutBars(meaning).replaceAll('<', '\\<')} |`;
}

/** A bar would end the cell. */
function withoutBars(text: string): string {
  return text.replaceAll('|', '\\|');
}

/** Commands are declared here and never carried out. */
const NOWHERE: Shell = {
  stdout: process.stdout,
  stderr: process.stderr,
  stdin: process.stdin,
  env: {},
  cwd: '.',
  exit: () => undefined,
  onInterrupt: () => () => undefined,
  ports: (deps) => deps,
};
