const ENTRY = /^[ \t]*(?:export[ \t]+)?([\w.-]+)[ \t]*=[ \t]*/;
const COMMENT = /[ \t]#/;
const QUOTES: ReadonlySet<string> = new Set(['"', "'", '`']);

/**
 * The values of a file of `NAME=value` lines. As python-dotenv, docker compose and shells read it, `#` begins a comment
 * only behind a space: `util.parseEnv` of Node cuts `pa55#word` to `pa55`, and takes a byte order mark for a part of the
 * first name. https://github.com/theskumar/python-dotenv#file-format
 * https://docs.docker.com/compose/how-tos/environment-variables/variable-interpolation/#env-file-syntax
 */
export function parseEnvFile(text: string): ReadonlyMap<string, string> {
  const values = new Map<string, string>();
  const lines = text.replace(/^\uFEFF/, '').split(/\r\n|\n|\r/);
  for (let at = 0; at < lines.length;) {
    const entry = ENTRY.exec(lines[at] ?? '');
    const { value, length } = readValue(lines, at, entry?.[0].length ?? 0);
    if (entry !== null) values.set(entry[1] ?? '', value);
    at += entry === null ? 1 : length;
  }
  return values;
}

type Value = { readonly value: string; readonly length: number };

/** A value from its place in a line on, and how many lines it takes: one in quotes may go on below. */
function readValue(lines: readonly string[], at: number, start: number): Value {
  const written = (lines[at] ?? '').slice(start);
  const quote = written[0] ?? '';
  if (!QUOTES.has(quote)) return { value: plain(written), length: 1 };
  const last = lines.findIndex((line, index) =>
    index === at ? written.indexOf(quote, 1) > 0 : index > at && line.includes(quote),
  );
  // Quotes that are never closed are a part of the value.
  if (last === -1) return { value: plain(written), length: 1 };
  const inside = [written, ...lines.slice(at + 1, last + 1)].join('\n').slice(1);
  const value = inside.slice(0, inside.indexOf(quote));
  return { value: quote === '"' ? value.replaceAll('\\n', '\n') : value, length: last - at + 1 };
}

function plain(written: string): string {
  return written.startsWith('#') ? '' : (written.split(COMMENT, 1)[0] ?? '').trim();
}
