import { spawn } from 'node:child_process';
import type { Variables } from '../process/environment.ts';

export type Tool = {
  readonly program: string;
  readonly args: readonly string[];
  readonly variables: Variables;
  readonly folder?: string;
  /** Ends it, with all that it started. */
  readonly signal?: AbortSignal;
  /** Takes its output, piece by piece. */
  readonly onOutput?: (text: string) => void;
};

export type ToolEnd = { readonly exitCode: number | null; readonly output: string };

const KEPT_CHARS = 64 * 1024;

/** Runs a program of the executor's own, such as pip; gives its exit code and the end of what it printed. Never throws. */
export async function runTool(tool: Tool): Promise<ToolEnd> {
  const { promise, resolve } = Promise.withResolvers<ToolEnd>();
  let output = '';
  let isCut = false;
  const child = spawn(tool.program, tool.args, {
    cwd: tool.folder,
    env: { ...tool.variables },
    detached: true,
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  const take = (text: string): void => {
    output += text;
    isCut ||= output.length > KEPT_CHARS;
    output = output.slice(-KEPT_CHARS);
    tool.onOutput?.(text);
  };
  child.stdout.setEncoding('utf8').on('data', take);
  child.stderr.setEncoding('utf8').on('data', take);
  child.once('error', (error) => resolve({ exitCode: null, output: error.message }));
  child.once('close', (exitCode) =>
    resolve({ exitCode, output: isCut ? wholeLines(output) : output }),
  );
  const end = (): void => killGroup(child.pid);
  tool.signal?.addEventListener('abort', end);
  if (tool.signal?.aborted === true) end();
  try {
    return await promise;
  } finally {
    tool.signal?.removeEventListener('abort', end);
  }
}

/** Without the line that was cut: of a secret that is cut in two the mask would know neither half. */
function wholeLines(output: string): string {
  return output.slice(output.indexOf('\n') + 1 || output.length);
}

function killGroup(pid: number | undefined): void {
  if (pid === undefined) return;
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It has ended.
  }
}
