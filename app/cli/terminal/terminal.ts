import type { Io, Output } from '../io.ts';

/** What an output can show. */
export type Terminal = {
  /** A person watches and the cursor can be moved: not in CI, not in a file, not where TERM is dumb. */
  readonly live: boolean;
  readonly colour: boolean;
  /** Columns for tables and stories; 100 where there is no terminal. */
  readonly columns: number;
  readonly rows: number;
};

/** What the output of a command can show, from its environment (https://no-color.org, FORCE_COLOR, CI, TERM). */
export function terminalOf(output: Output, env: Io['env'], noColor = false): Terminal {
  const tty = output.isTTY === true && env['TERM'] !== 'dumb';
  return {
    live: tty && !isSet(env['CI']),
    colour: !noColor && !isSet(env['NO_COLOR']) && (tty || isSet(env['FORCE_COLOR'])),
    columns: Math.max(40, output.columns ?? 100),
    rows: Math.max(8, output.rows ?? 24),
  };
}

function isSet(value: string | undefined): boolean {
  return value !== undefined && value !== '' && value !== '0' && value !== 'false';
}
