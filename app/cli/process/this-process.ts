import type { Shell } from '../command.ts';

/**
 * This process as commands see it. A reader who has seen enough (`mlpipelines runs | head`) ends a command without a
 * word; one that drives a run goes on unheard.
 */
export function thisProcess(env: Readonly<Record<string, string>>): Shell {
  let drives = 0;
  const onBrokenPipe = (error: NodeJS.ErrnoException): void => {
    if (error.code !== 'EPIPE') throw error;
    if (drives === 0) process.exit();
  };
  process.stdout.on('error', onBrokenPipe);
  process.stderr.on('error', onBrokenPipe);
  return {
    stdin: process.stdin,
    stdout: process.stdout,
    stderr: process.stderr,
    env,
    cwd: process.cwd(),
    exit: (code) => {
      process.exitCode = code;
    },
    onInterrupt: (listener) => {
      const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;
      for (const signal of signals) process.on(signal, listener);
      drives += 1;
      return () => {
        for (const signal of signals) process.off(signal, listener);
        drives -= 1;
      };
    },
    ports: (deps) => deps,
  };
}
