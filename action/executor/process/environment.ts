import { delimiter, join } from 'node:path';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { isOfRunner } from '../../../text/runner-variables.ts';

export type Variables = Readonly<Record<string, string>>;

/** Files and folders that a step is told of by its environment. */
export type StepPlaces = {
  readonly output: string;
  readonly summary: string;
  readonly temporary: string;
  readonly inputs: string | null;
  readonly checkpoint: { readonly folder: string; readonly ready: string } | null;
};

const INHERITED =
  /^(?:PATH|HOME|LANG|LANGUAGE|LC_\w+|TZ|CUDA\w*|NVIDIA\w*|(?:https?|ftp|all|no)_proxy)$/i;

/**
 * What a step gets of the environment of the process that runs it: where programs and home are, language and time zone,
 * CUDA, NVIDIA and proxy settings. Nothing else that it does not name, so that no credential gets in unasked.
 */
export function inheritedVariables(all: Readonly<Record<string, string | undefined>>): Variables {
  return pickVariables(all, INHERITED);
}

/** What a step names to be as the machine has it; never what holds credentials of the job that runs it. */
export function namedVariables(
  { machineEnv = [] }: Ticket,
  all: Readonly<Record<string, string | undefined>>,
): Variables {
  const names = new Set(machineEnv.filter((name) => !isOfRunner(name)));
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value !== undefined && names.has(name) ? [[name, value]] : [],
    ),
  );
}

/** The variables whose names match. */
export function pickVariables(
  all: Readonly<Record<string, string | undefined>>,
  names: RegExp,
): Variables {
  return Object.fromEntries(
    Object.entries(all).flatMap(([name, value]) =>
      value !== undefined && names.test(name) ? [[name, value]] : [],
    ),
  );
}

/** The environment of a step's command. What the ticket sets wins over what is inherited; our own variables win over both. */
export function stepVariables(
  ticket: Ticket,
  places: StepPlaces,
  inherited: Variables,
  environment: string | null,
): Variables {
  const given = {
    ...inherited,
    CI: 'true',
    TMPDIR: places.temporary,
    ...ticket.env,
    ...ticket.secrets,
  };
  return { ...given, ...environmentVariables(given, environment), ...ownVariables(ticket, places) };
}

/** Variables that put a Python environment first, as its `activate` does. */
function environmentVariables(given: Variables, environment: string | null): Variables {
  if (environment === null) return {};
  const path = [join(environment, 'bin'), given['PATH']].filter(Boolean).join(delimiter);
  return { VIRTUAL_ENV: environment, PATH: path };
}

/** The variables that tell a step what it is and where its things are. */
function ownVariables(ticket: Ticket, places: StepPlaces): Variables {
  const variables: Record<string, string> = {
    MLPIPELINES_RUN_ID: ticket.run.id,
    MLPIPELINES_RUN_NUMBER: String(ticket.run.number),
    MLPIPELINES_STEP: ticket.step.id,
    MLPIPELINES_CELL: ticket.step.cell === null ? '' : JSON.stringify(ticket.step.cell),
    MLPIPELINES_ATTEMPT: String(ticket.attempt),
    MLPIPELINES_OUTPUT: places.output,
    MLPIPELINES_SUMMARY: places.summary,
    MLPIPELINES_RESUMED_FROM: ticket.checkpoint?.restore?.digest ?? '',
    MLPIPELINES_GPU_COUNT: String(ticket.limits.gpuCount),
    GITHUB_OUTPUT: places.output,
    GITHUB_STEP_SUMMARY: places.summary,
  };
  if (places.inputs !== null) variables['MLPIPELINES_INPUTS_DIR'] = places.inputs;
  if (places.checkpoint !== null) {
    variables['MLPIPELINES_CHECKPOINT_DIR'] = places.checkpoint.folder;
    variables['MLPIPELINES_CHECKPOINT_READY'] = places.checkpoint.ready;
  }
  return variables;
}
