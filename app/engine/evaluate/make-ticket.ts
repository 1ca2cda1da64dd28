import { wantedColumns } from '../../../evaluation/examples-file.ts';
import type { InputSpec } from '../../domain/input.ts';
import type { Json } from '../../domain/json.ts';
import type { OutputSpec, PlanStep } from '../../domain/plan.ts';
import type { ReportSpec } from '../../domain/report-spec.ts';
import type { ResolvedInput, ResolvedStep } from '../../domain/resolved-step.ts';
import type { Digest } from '../../domain/digest.ts';
import { scopeOf } from '../../domain/scope.ts';
import { seenFiles } from '../../domain/seen-files.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Ticket } from '../../../schemas/ticket.generated.ts';
import { isInstallerSetting } from '../../../text/requirement-includes.ts';
import { resolveStep } from './resolve-step.ts';
import type { RunReader } from '../state/run-reader.ts';

export type TicketExtras = {
  /** Values by the secret's name. */
  readonly secrets: Readonly<Record<string, string>>;
  /** Where a missing secret is to be put; ends the sentence that names it. */
  readonly whereToPut?: string;
  /** The checkpoint to go on from. */
  readonly checkpoint: Checkpoint | null;
};
type Checkpoint = { readonly digest: Digest; readonly savedAt: Instant };
export type TicketAnswer =
  | { readonly ok: true; readonly ticket: Ticket }
  /** The attempt can never be carried out; it is to end with this message. */
  | { readonly ok: false; readonly message: string };

/** Everything an executor needs to know of one attempt. Pure but for the secrets it is given. */
export function makeTicket(
  reader: RunReader,
  key: string,
  attempt: number,
  extras: TicketExtras,
): TicketAnswer {
  const resolution = resolveStep(reader, key);
  if (!resolution.ok) return resolution;
  const { resolved } = resolution;
  const { action } = resolved.step;
  if (action.type !== 'run' || resolved.script === null) {
    return { ok: false, message: `${key} has no command to run` };
  }
  const missing = Object.values(resolved.step.secrets).filter((name) => !(name in extras.secrets));
  if (missing.length > 0) return { ok: false, message: missingSecrets(missing, extras) };
  const { shell, workingDirectory } = action;
  const { id, number } = reader.header;
  const ticket: Ticket = {
    format: 1,
    run: { id, number },
    step: { key, id: resolved.step.id, cell: resolved.cell },
    attempt,
    command: { script: resolved.script, shell, workingDirectory },
    env: { ...resolved.env, ...paramEnv(resolved), ...judgeEnv(resolved.step) },
    ...machineEnvOf(resolved.step),
    secrets: secretsOf(resolved.step, extras),
    workspace: workspaceOf(reader, resolved),
    inputs: Object.entries(resolved.inputs).map(([name, input]) => inputOf(reader, name, input)),
    ...absentInputs(resolved),
    ...madeElsewhere(reader, resolved),
    outputs: Object.entries(resolved.step.outputs).map(([name, spec]) => outputOf(name, spec)),
    ...machineryOf(resolved.step),
    python: pythonOf(reader, resolved.step),
    checkpoint: checkpointOf(resolved.step, attempt, extras),
    limits: limitsOf(reader, resolved, attempt),
  };
  return { ok: true, ticket };
}

function missingSecrets(names: readonly string[], extras: TicketExtras): string {
  const which = names.length === 1 ? `secret ${names[0]} has` : `secrets ${names.join(', ')} have`;
  return `${which} no value: ${extras.whereToPut ?? 'add it to the secrets of this repository'}`;
}

function machineEnvOf({ machineEnv }: PlanStep): Pick<Ticket, 'machineEnv'> {
  return machineEnv === undefined ? {} : { machineEnv: [...machineEnv] };
}

// Params that the step's own code reads: MLPIPELINES_PARAM_TRAIN_LR for `train.lr`.
function paramEnv({ params }: ResolvedStep): Record<string, string> {
  return Object.fromEntries(
    Object.entries(params).map(([name, value]) => [
      `MLPIPELINES_PARAM_${name.toUpperCase().replace(/[^A-Z0-9]/g, '_')}`,
      textOf(value),
    ]),
  );
}

/** What the file says of its judge, for the command that asks it. */
function judgeEnv({ report }: PlanStep): Record<string, string> {
  if (report?.judge === undefined) return {};
  const { model, promptFromCommand, temperature, seed } = report.judge;
  return {
    MLPIPELINES_JUDGE_MODEL: model,
    MLPIPELINES_JUDGE_PROMPT: promptFromCommand,
    ...(temperature !== null && { MLPIPELINES_JUDGE_TEMPERATURE: `${temperature}` }),
    ...(seed !== null && { MLPIPELINES_JUDGE_SEED: `${seed}` }),
  };
}

function textOf(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}

function secretsOf(step: PlanStep, extras: TicketExtras): Record<string, string> {
  return Object.fromEntries(
    Object.entries(step.secrets).map(([variable, name]) => [variable, extras.secrets[name] ?? '']),
  );
}

function workspaceOf(reader: RunReader, { step, inputs }: ResolvedStep): Ticket['workspace'] {
  const { tree, sha, hosted, options } = reader.header;
  const seen = seenFiles(step, inputs);
  const files = seen === null ? null : [...seen];
  const checkedOut = hosted !== undefined && tree === null && sha !== null ? { sha } : {};
  if (!options.inPlace) return { mode: 'copy', tree, files, ...checkedOut };
  return { mode: 'in-place', tree: null, files, ...checkedOut };
}

function inputOf(
  { header }: RunReader,
  name: string,
  { content, path, writable, uri }: ResolvedInput,
): Ticket['inputs'][number] {
  if (content.type !== 'cells') {
    const { digest, type } = content.artifact;
    // In place, what people keep there is looked at, never replaced by what it was.
    const isThere = header.options.inPlace && uri !== undefined && content.artifact.path === path;
    if (content.type === 'reference' || isThere) {
      const reference = { digest, path: content.artifact.path };
      return { name, parts: [], reference, index: null, path, writable };
    }
    return {
      name,
      parts: [{ digest, path, single: type === 'file' }],
      index: null,
      path,
      writable,
    };
  }
  const parts = content.cells.map(({ folder, artifact }) => ({
    digest: artifact.digest,
    path: `${path}/${folder}`,
    single: artifact.type === 'file',
  }));
  return {
    name,
    parts,
    index: { path: `${path}/cells.json`, text: content.index },
    path,
    writable,
  };
}

function absentInputs({ step, inputs }: ResolvedStep): Pick<Ticket, 'absent'> {
  const absent = Object.entries(step.inputs).flatMap(([name, spec]) => {
    if (name in inputs || spec.path === null) return [];
    return [{ name, path: spec.path, reason: whyAbsent(spec) }];
  });
  return absent.length === 0 ? {} : { absent };
}

function whyAbsent(spec: InputSpec): string {
  if ('uri' in spec) return `nothing lies at ${spec.uri}`;
  return 'model' in spec
    ? `no version stands behind ${spec.model}@${spec.alias}`
    : `${spec.step} left no \`${spec.output}\``;
}

function madeElsewhere({ plan }: RunReader, { step, inputs }: ResolvedStep): Pick<Ticket, 'made'> {
  const given = new Set(Object.values(inputs).map(({ path }) => path));
  const made = plan.made
    .filter((one) => one.step !== step.id && !given.has(one.path))
    .map(({ path, step: id, name }) => ({ path, output: `${id}.${name}` }));
  return made.length === 0 ? {} : { made };
}

function outputOf(name: string, spec: OutputSpec): Ticket['outputs'][number] {
  const path = 'path' in spec ? spec.path : null;
  return { name, type: spec.type, path, optional: spec.optional };
}

function machineryOf(
  step: PlanStep,
): Pick<Ticket, 'metrics' | 'slices' | 'examples' | 'plots' | 'container' | 'clocks'> {
  const { metrics, container, clocks } = step;
  const { timeoutMs, stallTimeoutMs, gracePeriodMs } = clocks;
  return {
    metrics: metrics === null ? null : { path: metrics.path, live: metrics.live },
    ...(step.slices !== undefined && {
      slices: { path: step.slices.path, by: [...step.slices.by] },
    }),
    ...examplesOf(step),
    plots: step.plots.map((plot) => (plot.type === 'files' ? plot.glob : plot.path)),
    container: container === null ? null : { image: container.image, options: container.options },
    clocks: { timeoutMs, stallTimeoutMs, gracePeriodMs },
  };
}

function examplesOf({ report }: PlanStep): Pick<Ticket, 'examples'> {
  if (report?.examples === undefined) return {};
  const { path } = report.examples;
  const { id, cluster, show, columns } = wantedColumns(report.examples);
  const judge = judgeOf(report);
  return { examples: { path, id, cluster, show: [...show], columns: { ...columns }, ...judge } };
}

function judgeOf({ judge, examples }: ReportSpec): Pick<NonNullable<Ticket['examples']>, 'judge'> {
  const form = examples?.verdicts;
  if (judge === undefined || form === undefined) return {};
  const { floats: _floats, promptFromCommand: _path, against: _against, ...told } = judge;
  return { judge: { ...told, form } };
}

function pythonOf({ header }: RunReader, { python, secrets }: PlanStep): Ticket['python'] {
  if (python === null) return null;
  const { version, requirements } = python;
  const settings = Object.entries(secrets).filter(([variable]) => isInstallerSetting(variable));
  return {
    version,
    requirements: [...requirements],
    ...(settings.length > 0 && { settings: Object.fromEntries(settings) }),
    ...(header.hosted !== undefined && { trust: scopeOf(header) }),
  };
}

function checkpointOf(
  step: PlanStep,
  attempt: number,
  { checkpoint }: TicketExtras,
): Ticket['checkpoint'] {
  if (step.checkpoint === null) return null;
  const { path, save, everyMs, keep, resume } = step.checkpoint;
  const restore = resume === 'never' || checkpoint === null ? null : pointOf(checkpoint);
  return { path, save, everyMs, keep, restore, required: resume === 'require' && attempt > 1 };
}

// Callers hold more of a checkpoint than a ticket says.
function pointOf({ digest, savedAt }: Checkpoint): { digest: string; savedAt: number } {
  return { digest, savedAt };
}

function limitsOf(
  reader: RunReader,
  { step, key }: ResolvedStep,
  attempt: number,
): Ticket['limits'] {
  const memoryBytes = reader.attempt(key, attempt)?.memoryBytes ?? null;
  return { memoryBytes, gpuCount: step.resources?.gpu?.count ?? 0 };
}
