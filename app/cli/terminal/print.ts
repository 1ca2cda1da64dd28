import type { Line } from '../../reports/layout/line.ts';
import type { Shell } from '../command.ts';
import { paint } from './paint.ts';
import { terminalOf } from './terminal.ts';

/** Writes lines for a person to stdout, in the colours that it can show. */
export function printLines(shell: Pick<Shell, 'stdout' | 'env'>, lines: readonly Line[]): void {
  shell.stdout.write(paint(lines, terminalOf(shell.stdout, shell.env).colour));
}

/** Writes one JSON document to stdout: the whole answer of a command with `--json`. */
export function printJson(shell: Pick<Shell, 'stdout'>, value: unknown): void {
  shell.stdout.write(`${JSON.stringify(value, null, 2)}\n`);
}
