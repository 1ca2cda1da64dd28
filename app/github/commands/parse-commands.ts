import { closestName } from '../../../text/closest-name.ts';
import { commandLines } from './command-lines.ts';
import { COMMANDS, type CommandName } from './command-table.ts';
import { cut } from '../../../text/shortened.ts';

/** One command of a comment. */
export type ParsedCommand =
  | ({ readonly type: 'known'; readonly name: CommandName } & Arguments)
  /** `/word` without `/mlp`: a pipeline may have declared it; else it is someone else's. */
  | ({ readonly type: 'bare'; readonly name: string } & Arguments)
  | { readonly type: 'unknown'; readonly name: string; readonly meant: string | null }
  | {
      readonly type: 'malformed';
      readonly name: string;
      /** Without `/mlp`: it may be someone else's, as a bare word may. */
      readonly isBare: boolean;
      readonly line: string;
      readonly message: string;
    };

export type Arguments = {
  /** As it was written, for the audit. */
  readonly line: string;
  readonly words: readonly string[];
  /** `key=value` and `--key=value`. */
  readonly named: Readonly<Record<string, string>>;
};

/** More in one comment are nobody's intention. */
const MOST = 5;

/** The commands of a comment in their order, at most five. Pure; what is no command is not in the answer. */
export function parseCommands(comment: string): readonly ParsedCommand[] {
  return commandLines(comment)
    .flatMap((line) => parseLine(line) ?? [])
    .slice(0, MOST);
}

function parseLine(line: string): ParsedCommand | null {
  const found = /^\/([a-z][\w.-]*)(?:[ \t]+([^]*))?$/i.exec(line);
  if (found === null) return null;
  const [, first = '', rest = ''] = found;
  const word = first.toLowerCase();
  return word === 'mlp' ? parseMlp(line, rest) : parseBare(line, word, rest);
}

function parseMlp(line: string, rest: string): ParsedCommand {
  const [, verb = 'help', more = ''] = /^([^\s]+)(?:\s+([^]*))?$/.exec(rest) ?? [];
  const name = verb.toLowerCase();
  const known = COMMANDS.find((command) => command.name === name);
  if (known === undefined) {
    const names = COMMANDS.map((command) => command.name);
    return { type: 'unknown', name, meant: closestName(name, names) };
  }
  const read = readArguments(line, more);
  if ('message' in read) return { type: 'malformed', name, isBare: false, line, ...read };
  return { type: 'known', name: known.name, ...read };
}

function parseBare(line: string, name: string, rest: string): ParsedCommand {
  const read = readArguments(line, rest);
  return 'message' in read
    ? { type: 'malformed', name, isBare: true, line, ...read }
    : { type: 'bare', name, ...read };
}

// Behind `key=` nothing is a value too: an empty one.
const WORD = /^(?:(?:--)?([A-Za-z_][\w.-]*)=)?(?:"([^"]*)"|'([^']*)'|([^\s"']*))(?:\s+|$)/;
const LONGEST_NAME = 100;
const LONGEST_VALUE = 1000;

function readArguments(line: string, text: string): Arguments | { readonly message: string } {
  const words: string[] = [];
  const named = new Map<string, string>();
  let rest = text.trim();
  while (rest !== '') {
    const match = WORD.exec(rest);
    if (match === null || isTooLong(match)) return { message: whyUnread(rest) };
    const [whole, key, double, single, bare] = match;
    const value = double ?? single ?? bare ?? '';
    if (key === undefined) words.push(value);
    else if (named.has(key)) return { message: `${code(key)} is given twice` };
    else named.set(key, value);
    rest = rest.slice(whole.length);
  }
  return { line, words, named: Object.fromEntries(named) };
}

function whyUnread(rest: string): string {
  const word = /^[^\s]*/.exec(rest)?.[0] ?? '';
  const shown = code(word);
  const [opening = '', quote = ''] = /^(?:(?:--)?[\w.-]+=)?(["'])/.exec(rest) ?? [];
  if (quote !== '' && !rest.includes(quote, opening.length)) {
    return `${shown} opens a quote that nothing closes`;
  }
  if (/["']/.test(word)) {
    return `${shown} has a quote inside a word: put the whole value into quotes of the other kind, as \`note="it's"\``;
  }
  return `${shown} is too long, or neither a word nor key=value`;
}

/** Words of others stand as code, which a backtick would end: also a key alone can be an address, which GitHub would link. */
function code(word: string): string {
  return `\`${cut(word, 40).replaceAll('`', "'")}\``;
}

function isTooLong([, key = '', ...values]: RegExpExecArray): boolean {
  return (
    key.length > LONGEST_NAME ||
    values.some((value: string | undefined) => (value ?? '').length > LONGEST_VALUE)
  );
}
