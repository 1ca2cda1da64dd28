import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { jsonLineWriter, readJsonLines } from './json-lines.ts';
import type { FromSupervisor, ToSupervisor } from './supervisor-protocol.ts';

/** How a supervisor is started: a program of this package, `node` with its arguments, for one run. */
export type SupervisorCommand = {
  readonly file: string;
  readonly args: readonly string[];
  readonly env: Readonly<Record<string, string>>;
};

export type Supervisor = {
  readonly tell: (message: ToSupervisor) => void;
  /** Ends the lifeline and waits until the process is gone. */
  readonly close: () => Promise<void>;
};

export type SupervisorNews = {
  readonly receive: (message: FromSupervisor) => Promise<void>;
  /** What it wrote to stderr: a mistake of ours. */
  readonly complain: (text: string) => void;
  /** It is gone; `asked` says whether that was wanted. */
  readonly gone: (asked: boolean) => void;
};

/**
 * Starts the small process that runs a run's attempts. It leads a session of its own, so that Ctrl-C in the terminal
 * reaches only this process, which then decides; and it ends by itself when this process does, however it does.
 */
export function startSupervisor(command: SupervisorCommand, news: SupervisorNews): Supervisor {
  const child = spawn(command.file, [...command.args], {
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    env: command.env,
  });
  let asked = false;
  let waiting = 0;
  readJsonLines(child.stdout, fromSupervisor, (message) => {
    waiting += 1;
    if (waiting === MAX_WAITING) child.stdout.pause();
    void news.receive(message).finally(() => {
      waiting -= 1;
      if (waiting < MAX_WAITING / 2) child.stdout.resume();
    });
  });
  child.stderr.setEncoding('utf8').on('data', news.complain);
  // EPIPE: it is gone, and `close` says so.
  child.stdin.on('error', () => undefined);
  const gone = once(child, 'close').then(
    () => news.gone(asked),
    (error: unknown) => {
      news.complain(String(error));
      news.gone(asked);
    },
  );
  return {
    tell: jsonLineWriter(child.stdin).now,
    close: () => {
      asked = true;
      child.stdin.end();
      return gone;
    },
  };
}

/** Messages whose keeping has begun and is not done: more would only fill the memory. */
const MAX_WAITING = 5_000;

function fromSupervisor(line: string): FromSupervisor {
  return JSON.parse(line);
}
