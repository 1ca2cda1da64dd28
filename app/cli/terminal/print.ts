import { lineOfLog } from './line-of-log.ts';
import { paint } from './paint.ts';
import { terminalOf } from './terminal.ts';
import { line, span, type Line } from '../../reports/layout/line.ts';
import { wrap } from '../../reports/layout/wrap.ts';
import { printable, printableJson } from '../../../text/printable.ts';
import { withoutTrailing } from '../../../text/without-trailing.ts';
import type { Shell } from '../command.ts';
import type { Output } from '../io.ts';

// What a command says goes through here, and nothing gets to the terminal that it would obey but the colours that are
// put in here. `LiveRegion` alone moves the cursor. test/architecture.test.ts holds both.

/** Writes lines for a person, in the colours that the output can show. */
export function writeLines(output: Output, lines: readonly Line[], colour: boolean): void {
  if (lines.length > 0) output.write(paint(lines, colour));
}

/** Writes lines for a person to stdout. */
export function printLines(shell: Pick<Shell, 'stdout' | 'env'>, lines: readonly Line[]): void {
  writeLines(shell.stdout, lines, terminalOf(shell.stdout, shell.env).colour);
}

/** Writes a text of one or more lines. */
export function printText(output: Output, text: string): void {
  const lines = withoutTrailing(text, '\n').split('\n');
  writeLines(
    output,
    lines.map((each) => line(each)),
    false,
  );
}

/** Writes what a person should know although nothing is wrong, to stderr. */
export function printWarnings(
  { stderr, env }: Pick<Shell, 'stderr' | 'env'>,
  warnings: readonly string[],
): void {
  const { colour, columns } = terminalOf(stderr, env);
  const lines = warnings.flatMap((warning) => {
    // In a file a warning is one line, for whoever looks for it.
    const isRead = stderr.columns !== undefined;
    const [first = '', ...rest] = isRead ? wrap(warning, columns - WARNING.length) : [warning];
    return [[span(WARNING, 'warn'), span(first)], ...rest.map((text) => line(`  ${text}`))];
  });
  writeLines(stderr, lines, colour);
}

/** Writes what takes long, to stderr, where it disturbs no output. */
export function printNote({ stderr, env }: Pick<Shell, 'stderr' | 'env'>, note: string): void {
  writeLines(stderr, [line(note, 'dim')], terminalOf(stderr, env).colour);
}

const WARNING = 'warning: ';

/** Writes whole lines that a step printed, in its own colours where the output can show them. */
export function printLog(output: Output, env: Shell['env'], lines: readonly string[]): void {
  const { colour } = terminalOf(output, env);
  output.write(lines.map((text) => `${lineOfLog(text, colour)}\n`).join(''));
}

/** Writes one JSON document to stdout: the whole answer of a command with `--json`. */
export function printJson(shell: Pick<Shell, 'stdout'>, value: unknown): void {
  shell.stdout.write(`${printableJson(JSON.stringify(value, null, 2))}\n`);
}

/** Writes one JSON document of many to stdout, in a line of its own. */
export function printJsonLine({ stdout }: Pick<Shell, 'stdout'>, value: unknown): void {
  stdout.write(`${printableJson(JSON.stringify(value))}\n`);
}

/** Writes a value as a program wants it, to the letter; where a terminal would read it, as it can be shown. */
export function printValue({ stdout }: Pick<Shell, 'stdout'>, text: string): void {
  const shown = stdout.isTTY === true ? text.split('\n').map(printable).join('\n') : text;
  stdout.write(`${shown}\n`);
}
