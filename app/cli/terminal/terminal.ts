import type { Io, Output } from '../io.ts';

/** What an output can show. */
export type Terminal = {
  /** A person watches and the cursor can be moved: not in CI, not in a file, not where TERM is dumb. */
  readonly live: boolean;
  readonly colour: boolean;
  /** Columns for tables and stories; no limit where there is no terminal, so that nothing is cut for a program. */
  readonly columns: number;
  readonly rows: number;
};

/** What the output of a command can show, from its environment (https://no-color.org, FORCE_COLOR, CI, TERM). */
export function terminalOf(output: Output, env: Io['env'], noColor = false): Terminal {
  const tty = output.isTTY === true && env['TERM'] !== 'dumb';
  return {
    live: tty && !isSet(env['CI']),
    colour: !noColor && !isSet(env['NO_COLOR']) && (tty || isSet(env['FORCE_COLOR'])),
    columns: columnsOf(output),
    rows: Math.max(8, output.rows ?? 24),
  };
}

/** The width of a terminal as it is now; one that does not know it, as in some containers, says 0 or nothing. */
export function columnsOf({ isTTY, columns }: Output): number {
  if (isTTY !== true) return Number.POSITIVE_INFINITY;
  return columns === undefined || columns === 0 ? 80 : columns;
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
