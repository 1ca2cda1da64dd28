import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runTool } from './run-tool.ts';
import type { Variables } from '../process/environment.ts';
import { StepFailure } from '../step-failure.ts';

export type Python = { readonly program: string; readonly version: string };

/** The first file of this name on PATH that may be executed; null: there is none. */
export async function findProgram(name: string, path: string): Promise<string | null> {
  for (const folder of path.split(delimiter).filter(Boolean)) {
    const program = join(folder, name);
    const isThere = await access(program, constants.X_OK).then(
      () => true,
      () => false,
    );
    if (isThere) return program;
  }
  return null;
}

/** An interpreter of this version (`3.12` is any 3.12.x; null: what `python3` is). Throws `StepFailure` that says which there are. */
export async function findPython(wanted: string | null, variables: Variables): Promise<Python> {
  const general = ['python3', 'python'];
  const names = wanted === null ? general : [`python${minorOf(wanted)}`, ...general];
  const others = new Set<string>();
  for (const name of names) {
    const program = await findProgram(name, variables['PATH'] ?? '');
    const python = program === null ? null : await askPython(program, variables);
    if (python === null) continue;
    if (wanted === null || `${python.version}.`.startsWith(`${wanted}.`)) return python;
    others.add(`${python.version} (${program})`);
  }
  throw notFound(wanted, [...others]);
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

const ASK = 'import platform, sys; print(platform.python_version(), sys.executable)';
const known = new Map<string, Python>();

// What PATH finds may be a shim that chooses the interpreter (pyenv, asdf), so it is asked which one it is. Asking costs a
// process, so an answer is kept as long as this one lives.
async function askPython(program: string, variables: Variables): Promise<Python | null> {
  const before = known.get(program);
  if (before !== undefined) return before;
  const { exitCode, output } = await runTool({ program, args: ['-c', ASK], variables });
  const [, version, executable] = /^(\d+\.\d+\.\S+) (\/.*)$/m.exec(output) ?? [];
  if (exitCode !== 0 || version === undefined || executable === undefined) return null;
  const python = { program: executable, version };
  known.set(program, python);
  return python;
}

function notFound(wanted: string | null, others: readonly string[]): StepFailure {
  const there =
    others.length === 0 ? 'there is no Python on PATH' : `there is ${others.join(', ')}`;
  return wanted === null
    ? new StepFailure(
        'failure',
        'python: there is no python3 on PATH. Install Python 3, or uv, which brings it.',
      )
    : new StepFailure(
        'failure',
        `python.version is ${wanted}, but on this machine ${there}. Install Python ${wanted}, or uv, which brings any version.`,
      );
}
