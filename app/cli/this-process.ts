import type { Shell } from './command.ts';

/** This process as commands see it. */
export function thisProcess(env: Readonly<Record<string, string>>): Shell {
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
      return () => signals.forEach((signal) => process.off(signal, listener));
    },
    ports: (deps) => deps,
  };
}
