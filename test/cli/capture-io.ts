import type { Io } from '../../app/cli/io.ts';

/** An io that keeps what a command writes. */
export function captureIo(cwd: string): {
  readonly io: Io;
  readonly out: () => string;
  readonly err: () => string;
} {
  const out: string[] = [];
  const err: string[] = [];
  const io = {
    stdout: { write: (text: string) => out.push(text), columns: 80 },
    stderr: { write: (text: string) => err.push(text), columns: 80 },
    env: {},
    cwd,
  };
  return { io, out: () => out.join(''), err: () => err.join('') };
}
