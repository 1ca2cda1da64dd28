import { constants } from 'node:os';
import type { CommandEnd } from '../process/run-command.ts';

const SIGNALS = new Map(Object.entries(constants.signals).map(([name, number]) => [number, name]));

/**
 * The end of a command that a signal ended, the same whether it was the shell's only command, which stands for the shell,
 * or one of several, of which the shell tells by 128 and the signal's number:
 * https://www.gnu.org/software/bash/manual/html_node/Exit-Status.html
 */
export function asOfShell(end: CommandEnd): CommandEnd {
  const { exitCode, signal, stoppedBy } = end;
  if (stoppedBy !== null) return end;
  if (signal !== null) {
    const number = [...SIGNALS].find(([, name]) => name === signal)?.[0];
    return number === undefined ? end : { ...end, exitCode: exitCode ?? 128 + number };
  }
  const told = exitCode === null || exitCode <= 128 ? undefined : SIGNALS.get(exitCode - 128);
  return told === undefined ? end : { ...end, signal: told };
}
