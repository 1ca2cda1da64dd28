import { access, constants } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { runTool } from './run-tool.ts';
import type { Variables } from '../command/environment.ts';
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
  const names =
    wanted === null ? ['python3', 'python'] : [`python${minorOf(wanted)}`, 'python3', 'python'];
  const others: string[] = [];
  for (const name of names) {
    const program = await findProgram(name, variables['PATH'] ?? '');
    const version = program === null ? null : await versionOf(program, variables);
    if (program === null || version === null) continue;
    if (wanted === null || version === wanted || version.startsWith(`${wanted}.`))
      return { program, version };
    others.push(`${version} (${program})`);
  }
  throw notFound(wanted, [...new Set(others)]);
}

function minorOf(version: string): string {
  return version.split('.').slice(0, 2).join('.');
}

const versions = new Map<string, string>();

// Asking costs a process, so an answer is kept as long as this one lives.
async function versionOf(program: string, variables: Variables): Promise<string | null> {
  const known = versions.get(program);
  if (known !== undefined) return known;
  const { exitCode, output } = await runTool({
    program,
    args: ['-c', 'import platform; print(platform.python_version())'],
    variables,
  });
  const version = /^\d+\.\d+\.\S+$/m.exec(output)?.[0];
  if (exitCode !== 0 || version === undefined) return null;
  versions.set(program, version);
  return version;
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
