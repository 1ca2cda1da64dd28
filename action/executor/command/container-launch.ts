import type { ChildProcess } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { posix } from 'node:path';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import type { Attempt } from '../attempt.ts';
import { referredPlaces } from '../inputs/refer-to-data.ts';
import { findProgram } from '../python/find-python.ts';
import { runTool } from '../python/run-tool.ts';
import { StepFailure } from '../step-failure.ts';
import { commandLine, splitWords } from './command-line.ts';
import {
  inheritedVariables,
  namedVariables,
  pickVariables,
  stepVariables,
} from '../process/environment.ts';
import type { Variables } from '../process/environment.ts';
import type { Launch } from '../process/launch.ts';
import type { ProcessTree } from '../process/process-tree.ts';

type Container = NonNullable<Ticket['container']>;
type Engine = { readonly name: 'docker' | 'podman'; readonly program: string };

let started = 0;

/** The step's command in a container of docker or podman, with the workspace at the path that it has here. Throws `StepFailure`. */
export async function containerLaunch(attempt: Attempt, container: Container): Promise<Launch> {
  const { ticket, host, places } = attempt;
  const inherited = inheritedVariables(host.variables);
  const ofEngine = { ...inherited, ...pickVariables(host.variables, ENGINE) };
  const engine = await findEngine(inherited['PATH'] ?? '');
  started += 1;
  const name = `mlp-${ticket.run.id}-${process.pid}-${started}`;
  const line = commandLine(ticket.command, { folder: host.folders.scratch, inFile: true });
  if (line.script !== null) writeFileSync(line.script.path, line.script.text, { mode: 0o755 });
  // PATH, HOME and locale are the image's.
  const variables = stepVariables(ticket, places, namedVariables(ticket, host.variables), null);
  return {
    program: engine.program,
    args: [
      'run',
      '--rm',
      '--init',
      '--name',
      name,
      ...mountArguments(attempt),
      ...userArguments(engine),
      ...limitArguments(ticket),
      // Values go by way of the client's environment: they are on no command line and may have line breaks.
      ...Object.keys(variables).flatMap((variable) => ['--env', variable]),
      ...splitWords(container.options ?? ''),
      container.image,
      line.program,
      ...line.args,
    ],
    folder: host.folders.workspace,
    variables: { ...ofEngine, ...variables },
    treeOf: (child) =>
      containerTree(engine, name, {
        client: child.process,
        variables: ofEngine,
      }),
  };
}

async function findEngine(path: string): Promise<Engine> {
  for (const name of ['docker', 'podman'] as const) {
    const program = await findProgram(name, path);
    if (program !== null) return { name, program };
  }
  throw new StepFailure(
    'failure',
    'The step has a container, but neither docker nor podman is on this machine. Install one of them, or run with --no-container.',
  );
}

// Where the engine is, and how to speak to it.
const ENGINE = /^(?:DOCKER|CONTAINER|XDG)_\w+$/;

function mountArguments(attempt: Attempt): string[] {
  const { ticket, host } = attempt;
  const { workspace, scratch } = host.folders;
  const folder = posix.join(workspace, ticket.command.workingDirectory);
  return [
    '--volume',
    `${workspace}:${workspace}`,
    '--volume',
    `${scratch}:${scratch}`,
    ...referredPlaces(attempt).flatMap((place) => ['--volume', `${place}:${place}:ro`]),
    '--workdir',
    folder,
  ];
}

// Else what the step writes would belong to root.
function userArguments({ name }: Engine): string[] {
  if (process.platform !== 'linux') return [];
  if (name === 'podman') return ['--userns', 'keep-id'];
  return ['--user', `${process.getuid?.() ?? 0}:${process.getgid?.() ?? 0}`];
}

function limitArguments({ limits }: Ticket): string[] {
  const memory = limits.memoryBytes === null ? [] : ['--memory', String(limits.memoryBytes)];
  return limits.gpuCount === 0 ? memory : [...memory, '--gpus', 'all'];
}

const TELL_MS = 30_000;

/** A container is one tree to its engine: it is signalled by name, and removing it kills all that is in it. */
function containerTree(
  engine: Engine,
  name: string,
  { client, variables }: { client: ChildProcess; variables: Variables },
): ProcessTree {
  const tell = async (...args: string[]): Promise<boolean> => {
    const signal = AbortSignal.timeout(TELL_MS);
    return (await runTool({ program: engine.program, args, variables, signal })).exitCode === 0;
  };
  const isOver = (): boolean => client.exitCode !== null || client.signalCode !== null;
  const members = (): number[] => (isOver() ? [] : [client.pid ?? 0]);
  return {
    members: () => Promise.resolve(members()),
    async signal(signal) {
      // While the image is still fetched there is no container, only the client.
      if (!(await tell('kill', '--signal', signal, name))) client.kill(signal);
    },
    async kill() {
      if (client.exitCode !== null) return [];
      client.kill('SIGKILL');
      await tell('rm', '--force', name);
      return members();
    },
  };
}
