import { Command } from 'commander';
import { COMMANDS } from '../../app/cli/command-list.ts';
import type { Shell } from '../../app/cli/command.ts';
import type { Block } from './pages.ts';

/** What a block of shell may call: our commands with their options, npm's scripts, and programs that people have. */
export type Callable = {
  readonly commands: ReadonlyMap<string, Command>;
  readonly scripts: ReadonlySet<string>;
};

// What a reader has, or has with the thing that the page is about.
const PROGRAMS = new Set(
  'cd export mkdir git gh curl jq npm npx node python3 echo psql pg_dump pg_restore sqlite3 rsync docker aws source pip'.split(
    ' ',
  ),
);
/** Options that every command has. */
const EVERYWHERE = new Set(['--help', '-h']);

/** Our commands, declared and never carried out. */
export async function ourCommands(): Promise<Callable['commands']> {
  const declared = COMMANDS.map(async ({ name, load }): Promise<[string, Command]> => {
    const { declare } = await load();
    return [name, declare(new Command(name), NOWHERE)];
  });
  return new Map(await Promise.all(declared));
}

/** What a block of shell or a session calls that does not exist. */
export function unknownCalls({ language, code }: Block, callable: Callable): readonly string[] {
  const lines = code.replaceAll(/\\\n/g, ' ').split('\n');
  const typed =
    language === 'console'
      ? lines.filter((line) => line.startsWith('$ ')).map((line) => line.slice(2))
      : lines;
  return typed.flatMap((line) => callsOf(line).flatMap((words) => faultsOf(words, callable)));
}

/** The commands of a line, each as its words; quoted text is one word. */
function callsOf(line: string): readonly (readonly string[])[] {
  const words = line.match(/\$\([^)]*\)|(?:[^\s"'#]|(?<=\S)#|"[^"]*"|'[^']*')+|#.*$/g) ?? [];
  const calls: string[][] = [[]];
  for (const word of words) {
    if (word.startsWith('#')) break;
    if (/^(?:&&|\|\|?|;|&)$/.test(word)) calls.push([]);
    else calls.at(-1)?.push(word);
  }
  return calls
    .map((call) => call.slice(call.findIndex((word) => !/^[A-Za-z_]\w*=/.test(word))))
    .filter((call) => call.length > 0 && !/^[A-Za-z_]\w*=/.test(call[0] ?? ''));
}

function faultsOf([program = '', ...words]: readonly string[], callable: Callable): string[] {
  if (program === 'mlpipelines') return ourFaults(words, callable.commands);
  if (!PROGRAMS.has(program)) return [`${program} is no program that readers are said to have`];
  const script = program === 'npm' ? scriptOf(words) : null;
  return script === null || callable.scripts.has(script) ? [] : [`npm has no script ${script}`];
}

function scriptOf([verb = '', script = '']: readonly string[]): string | null {
  if (verb === 'run') return script;
  return ['start', 'test'].includes(verb) ? verb : null;
}

function ourFaults(
  [name = '', ...words]: readonly string[],
  commands: Callable['commands'],
): string[] {
  if (name.startsWith('-')) return [];
  const command = commands.get(name);
  if (command === undefined) return [`mlpipelines has no command ${name}`];
  const inner = command.commands.find((each) => each.name() === words[0]);
  const known = new Set(
    [command, inner].flatMap(
      (each) => each?.options.flatMap(({ long, short }) => [long, short]) ?? [],
    ),
  );
  const options = words
    .filter((word) => /^--?[a-z]/.test(word))
    .map((word) => word.split('=')[0] ?? '');
  return options
    .filter((option) => !known.has(option) && !EVERYWHERE.has(option))
    .map((option) => `mlpipelines ${name} has no ${option}`);
}

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
