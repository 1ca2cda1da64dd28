import { withoutMark } from '../../text/without-mark.ts';

const ENTRY = /[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*/y;
const COMMENT = /[ \t]#/;
/** What stands in quotes, which may go over several lines; a backslash takes the next character along. */
const QUOTED: Readonly<Record<string, RegExp>> = {
  '"': /"((?:\\[^]|[^"\\])*)"/y,
  "'": /'((?:\\[^]|[^'\\])*)'/y,
  '`': /`([^`]*)`/y,
};

/**
 * The values of a file of `NAME=value` lines. As python-dotenv, docker compose and shells read it, `#` begins a comment
 * only behind a space: `util.parseEnv` of Node cuts `pa55#word` to `pa55`, and takes a byte order mark for a part of the
 * first name. Nothing is expanded: `$` in a secret is a dollar. https://github.com/theskumar/python-dotenv#file-format
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function parseEnvFile(written: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const text = withoutMark(written).replaceAll(/\r\n|\r/g, '\n');
  for (let at = 0; at < text.length;) {
    ENTRY.lastIndex = at;
    const name = ENTRY.exec(text)?.[1];
    const { value, end } = readValue(text, name === undefined ? at : ENTRY.lastIndex);
    if (name !== undefined) values.set(name, value);
    at = (name === undefined ? endOfLine(text, at) : endOfLine(text, end)) + 1;
  }
  return values;
}

/** A value from its place on, and where it ends. Quotes that are never closed are a part of it. */
function readValue(text: string, start: number): { readonly value: string; readonly end: number } {
  const quote = text[start] ?? '';
  const quoted = QUOTED[quote];
  if (quoted !== undefined) {
    quoted.lastIndex = start;
    const inside = quoted.exec(text)?.[1];
    if (inside !== undefined) return { value: unescape(inside, quote), end: quoted.lastIndex };
  }
  const end = endOfLine(text, start);
  return { value: plain(text.slice(start, end)), end };
}

function endOfLine(text: string, from: number): number {
  const end = text.indexOf('\n', from);
  return end === -1 ? text.length : end;
}

const CONTROLS: Readonly<Record<string, string>> = {
  a: '\x07',
  b: '\b',
  f: '\f',
  n: '\n',
  r: '\r',
  t: '\t',
  v: '\v',
};

/** As python-dotenv does it: in single quotes only a quote and a backslash can be escaped. */
function unescape(inside: string, quote: string): string {
  if (quote === '`') return inside;
  if (quote === "'") return inside.replaceAll(/\\([\\'])/g, '$1');
  return inside.replaceAll(/\\([\\'"abfnrtv])/g, (_, char: string) => CONTROLS[char] ?? char);
}

function plain(written: string): string {
  return written.startsWith('#') ? '' : (written.split(COMMENT, 1)[0] ?? '').trim();
}
