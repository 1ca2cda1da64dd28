import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { Variables } from '../process/environment.ts';
import { StepFailure } from '../step-failure.ts';
import type { Python } from './find-python.ts';
import type { RequirementFile } from './read-requirements.ts';
import { runTool } from './run-tool.ts';

/** What builds an environment. */
export type Builder =
  | { readonly type: 'uv'; readonly program: string; readonly version: string | null }
  | { readonly type: 'venv'; readonly python: Python };

export type Build = {
  readonly builder: Builder;
  /** Where the environment goes; its path must not change afterwards. */
  readonly folder: string;
  /** A folder for the requirement files, laid out as in the repository. */
  readonly sources: string;
  readonly requirements: readonly RequirementFile[];
  /** Paths of those that the pipeline names; the others are included by them. */
  readonly named: readonly string[];
  readonly variables: Variables;
  readonly signal: AbortSignal;
  readonly say: (text: string) => void;
};

type Command = readonly [program: string, ...args: string[]];

/** Builds a virtual environment and installs the requirements. Throws `StepFailure` with the end of what the installer said. */
export async function buildEnvironment(build: Build): Promise<void> {
  await mkdir(build.sources, { recursive: true });
  for (const file of build.requirements) {
    const place = join(build.sources, file.path);
    await mkdir(dirname(place), { recursive: true });
    await writeFile(place, file.text);
  }
  const { builder } = build;
  const commands =
    builder.type === 'uv'
      ? uvCommands(build, builder)
      : await venvCommands(build, builder.python.program);
  for (const command of commands) await runStage(build, command);
}

function uvCommands(
  { folder, sources, requirements, named }: Build,
  uv: Extract<Builder, { type: 'uv' }>,
): Command[] {
  const version = uv.version === null ? [] : ['--python', uv.version];
  const python = join(folder, 'bin', 'python');
  const install = requirements
    .filter((file) => named.includes(file.path))
    .map((file): Command => {
      const place = join(sources, file.path);
      if (file.kind !== 'uv-lock')
        return [uv.program, 'pip', 'install', '--python', python, '-r', place];
      return [
        uv.program,
        'sync',
        '--project',
        dirname(place),
        '--frozen',
        '--no-install-project',
        '--inexact',
      ];
    });
  return [[uv.program, 'venv', '--no-project', ...version, folder], ...install];
}

// Standard library only; a project's own code is left out, since an environment is shared by steps and runs.
const PROJECT_DEPENDENCIES =
  'import sys, tomllib; print("\\n".join(tomllib.load(open(sys.argv[1], "rb"))["project"].get("dependencies", [])), file=open(sys.argv[2], "w"))';

async function venvCommands(build: Build, base: string): Promise<Command[]> {
  const { folder, sources, requirements, named } = build;
  const python = join(folder, 'bin', 'python');
  const files = requirements.filter((file) => named.includes(file.path));
  const hasPip = files.length === 0 || (await canInstallElsewhere(build, base));
  const pip: Command = hasPip ? [base, '-m', 'pip', '--python', python] : [python, '-m', 'pip'];
  const install: Command = [...pip, '--disable-pip-version-check', 'install', '--no-input', '-r'];
  const bring: Command[] = hasPip ? [] : [[python, '-m', 'ensurepip', '--upgrade']];
  const installs = files.flatMap((file): Command[] => {
    const place = join(sources, file.path);
    if (file.kind === 'requirements') return [[...install, place]];
    if (file.kind === 'uv-lock') throw needsUv(file.path);
    const list = `${place}.requirements.txt`;
    return [
      [python, '-c', PROJECT_DEPENDENCIES, place, list],
      [...install, list],
    ];
  });
  return [[base, '-m', 'venv', '--without-pip', folder], ...bring, ...installs];
}

// Since pip 22.3 (https://pip.pypa.io/en/stable/news/#v22-3); it saves the seconds that a pip of its own takes to unpack.
async function canInstallElsewhere({ variables }: Build, base: string): Promise<boolean> {
  const { output } = await runTool({ program: base, args: ['-m', 'pip', '--version'], variables });
  const [, major, minor] = /^pip (\d+)\.(\d+)/m.exec(output) ?? [];
  return Number(major) > 22 || (Number(major) === 22 && Number(minor) >= 3);
}

async function runStage(build: Build, [program, ...args]: Command): Promise<void> {
  const { folder, sources, variables, signal, say } = build;
  const { exitCode, output } = await runTool({
    program,
    args,
    variables: { ...variables, UV_PROJECT_ENVIRONMENT: folder },
    folder: sources,
    signal,
    onOutput: sayLines(say),
  });
  signal.throwIfAborted();
  if (exitCode !== 0) throw explain(output, exitCode);
}

function sayLines(say: (text: string) => void): (text: string) => void {
  let partial = '';
  return (text) => {
    const lines = (partial + text).split('\n');
    partial = lines.pop() ?? '';
    for (const line of lines) if (line.trim() !== '') say(line);
  };
}

// What pip and uv print when they cannot reach an index: worth another try, unlike a package that does not exist.
const NETWORK =
  /NewConnectionError|Temporary failure in name resolution|Name or service not known|ConnectionResetError|ReadTimeoutError|Connection (?:refused|reset|timed out)|error sending request|dns error|50[234] (?:Server Error|Bad Gateway|Service Unavailable)/i;
const DISK_FULL = /No space left on device|os error 28/;

function explain(output: string, exitCode: number | null): StepFailure {
  const lines = output.trim().split('\n').slice(-8).join('\n');
  if (DISK_FULL.test(output)) {
    return new StepFailure(
      'infra',
      `The disk ran full while the Python environment was built. Free some space.\n${lines}`,
    );
  }
  if (NETWORK.test(output)) {
    return new StepFailure(
      'infra',
      `The network failed while the Python environment was built: the package index, or the download of Python itself.\n${lines}`,
    );
  }
  return new StepFailure(
    'failure',
    `The Python environment could not be built (exit code ${exitCode ?? 'none'}). Correct python.requirements; the installer said:\n${lines}`,
  );
}

function needsUv(path: string): StepFailure {
  return new StepFailure(
    'failure',
    `${path} can only be installed by uv, which is not on this machine. Install it (pip install uv), or name a requirements.txt.`,
  );
}
