import type { Command } from 'commander';
import type { ReadStream } from 'node:tty';
import type { RuntimeDeps } from '../runtime/runtime.ts';
import type { CommandHelp, Io } from './io.ts';

/** One command of the CLI. `declare` adds its arguments and options; what it does is imported when it is done. */
export type CommandModule = {
  readonly help: CommandHelp;
  readonly declare: (command: Command, shell: Shell) => Command;
};

/** The process that a command runs in. An action ends by giving its code to `exit`. */
export type Shell = Io & {
  readonly stdin: ReadStream;
  readonly exit: (code: ExitCode) => void;
  /** Calls back on Ctrl-C, SIGTERM and a closed terminal; returns how to stop listening. */
  readonly onInterrupt: (listener: () => void) => () => void;
  /** The last word on the runtime's ports before it is put together. */
  readonly ports: (deps: RuntimeDeps) => RuntimeDeps;
};

/** 0 succeeded · 1 failed, rejected, cancelled, or problems found · 2 the command or a file is wrong · 130 interrupted. */
export type ExitCode = 0 | 1 | 2 | 130;
