import { availableParallelism } from 'node:os';
import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import type { Snapshot } from '../../../content/snapshot-tree.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunHeader, RunRequest } from '../../domain/run/run.ts';
import { splitTemplate } from '../../expressions/split-template.ts';
import type { PastDuration } from '../../runtime/ports/history.ts';
import type { Reuse } from '../../runtime/runtime.ts';
import { localStage } from '../forecast/local-stage.ts';
import { pastDurations } from '../forecast/past-durations.ts';
import { wideSteps } from '../forecast/wide-steps.ts';
import type { Io } from '../io.ts';
import { compileOrComplain } from '../pipelines/compile-or-complain.ts';
import { compilePipeline, type CompiledFor } from '../pipelines/compile-pipeline.ts';
import type { LocatedPipeline } from '../pipelines/locate-pipeline.ts';
import { repositoryOf } from '../pipelines/repository-now.ts';
import { readRequest } from '../pipelines/read-request.ts';
import { baselinesOfServer } from '../server/baselines-of-plan.ts';
import { openServerReads, type ServerNamed, type ServerReads } from '../server/server-reads.ts';
import { UsageError } from '../usage-error.ts';
import type { Workspace } from '../workspace/open-workspace.ts';
import { requireStep } from '../workspace/require-step.ts';
import { snapshot } from '../workspace/snapshot.ts';
import { earlierRun } from '../earlier/earlier-run.ts';
import { keepSucceeded } from '../earlier/keep-succeeded.ts';
import { paramsNote } from '../earlier/params-note.ts';
import { requireDeploy } from './confirm-deploy.ts';
import { pinInputs, withPins, type Pins } from './pin-inputs.ts';
import type { LocalStage } from '../earlier/what-differs.ts';
import { settledAs, settleModels } from './settle-models.ts';
import { refuseCommitted } from './refuse-committed.ts';
import { partFlag, stepsOfPart, type Part } from '../earlier/part-of-plan.ts';
import { reuseSteps, type PartOfRun } from '../earlier/reuse-steps.ts';

/** How a person wants a pipeline to be run. */
export type RunChoices = Part & {
  readonly params: Readonly<Record<string, string>>;
  /** The run whose successes are taken over; true: the newest of the pipeline. */
  readonly failed: string | true | null;
  readonly maxParallel: number | null;
  readonly inPlace: boolean;
  readonly noCache: boolean | readonly string[];
  readonly deploy: boolean;
  /** Run steps that have a container on this machine itself. */
  readonly noContainer: boolean;
  /** Whose aliases and baselines count; null: those of this machine. */
  readonly server: ServerNamed | null;
};

/** Where a run is prepared, and what for: one that is only looked at stores no files, and takes no number. */
export type Preparing = Workspace & {
  readonly blobs: BlobStore & BlobRecheck;
  readonly purpose: 'look' | 'run';
  /** Once nothing stands in its way; throws where a person does not want it after all. */
  readonly allot: (
    told: Pick<PreparedRun, 'plan' | 'warnings'>,
  ) => Promise<Pick<RunRequest, 'id' | 'number' | 'attempt'>>;
};

export type PreparedRun = {
  readonly plan: Plan;
  readonly request: RunRequest;
  readonly reuse: Reuse;
  /** The flag that asked for `reuse`; null: none did. */
  readonly reusedBy: string | null;
  readonly tree: Snapshot;
  /** How long its rows took before. */
  readonly durations: ReadonlyMap<string, PastDuration>;
  /** What a person should know before it starts, a sentence each. */
  readonly warnings: readonly string[];
};

/**
 * Everything that has to be settled before a run exists: the tree is fixed, the file compiled for it, and what is taken
 * over found. Null: the file or a param is wrong, and was complained about. Throws a `UsageError`.
 */
export async function prepareRun(
  place: Preparing,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
  pipeline: LocatedPipeline,
  choices: RunChoices,
): Promise<PreparedRun | null> {
  const draft = await draftRun(place, io, pipeline, choices);
  if (draft === null) return null;
  const { store, blobs, state } = place;
  const { tree, about, pins } = draft;
  const stage = localStage(state.root, io.env, { store, blobs });
  if (place.purpose === 'run') requireDeploy(draft.plan, choices);
  const part = await takenOver(stage, draft, choices);
  const { reuse, exclude, earlier } = part;
  if (choices.inPlace) await refuseCommitted(state.root, draft.plan, part);
  const durations = await pastDurations(store, draft.plan);
  const warnings = [
    ...draft.warnings,
    ...warningsOf({ ...draft, durations, earlier }),
    ...part.warnings,
  ];
  const named = { ...draft.request, ...(await place.allot({ plan: draft.plan, warnings })) };
  const request = { ...named, options: { ...named.options, exclude } };
  const compiled = namesItsRun(pipeline)
    ? (await compilePipeline(pipeline, choices.params, { ...about, identity: request })).plan
    : draft.plan;
  if (compiled === null) throw new UsageError(`${pipeline.file} depends on the number of its run.`);
  const pinned = withPins(choices.noContainer ? withoutContainers(compiled) : compiled, pins);
  const plan = settledAs(draft.plan, pinned);
  const kept = earlier === null ? reuse : await keepSucceeded(stage, { plan, request }, earlier);
  const reusedBy = earlier === null ? partFlag(choices) : '--failed';
  return { plan, request, reuse: kept, reusedBy, tree, durations, warnings };
}

type Draft = Pick<PreparedRun, 'plan' | 'request' | 'tree' | 'warnings'> & {
  readonly about: Omit<CompiledFor, 'identity'>;
  readonly pins: Pins;
};

/** The run as far as it is known before it takes a number, once its file has no problems. */
async function draftRun(
  place: Preparing,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
  pipeline: LocatedPipeline,
  choices: RunChoices,
): Promise<Draft | null> {
  const { state, blobs, purpose } = place;
  const storesTree = purpose === 'run' && !choices.inPlace;
  const [asked, tree] = await Promise.all([
    readRequest(state.root, optionsOf(choices), purpose),
    snapshot(state, blobs, storesTree ? 'store' : 'hash-only'),
  ]);
  const request = { ...asked, ...PROVISIONAL, tree: tree.digest };
  const now = { createdAt: Date.now(), files: repositoryOf(tree.manifest.entries) };
  const reads = await readsOf(pipeline, choices, { ...now, identity: request });
  const about = { ...now, ...reads };
  const plan = await compileOrComplain(
    pipeline,
    choices.params,
    { ...about, identity: request },
    io,
  );
  if (plan === null) return null;
  const pins = await pinInputs(place, plan);
  const server = await serverOf(io, pipeline, choices);
  const open = { plan: withPins(plan, pins), request, choices };
  const settled = await settleModels(place, io, server, open);
  const draft = { ...settled, request, tree, about, pins };
  return server === null || purpose === 'look' ? draft : besideServer(server, state.root, draft);
}

function serverOf(
  { env }: Pick<Io, 'env'>,
  { root: cwd }: LocatedPipeline,
  { server }: RunChoices,
): Promise<ServerReads> | null {
  return server === null ? null : openServerReads({ env, cwd }, server);
}

/** With what the server has measured, by which gates and the report go. */
async function besideServer(asked: ServerReads, root: string, draft: Draft): Promise<Draft> {
  const { server, warnings } = await baselinesOfServer(asked, root, draft);
  const options = { ...draft.request.options, server };
  return {
    ...draft,
    request: { ...draft.request, options },
    warnings: [...draft.warnings, ...warnings],
  };
}

/** Of a part of a pipeline, only what its own steps read of this machine has to be there. */
async function readsOf(
  pipeline: LocatedPipeline,
  choices: RunChoices,
  about: CompiledFor,
): Promise<Pick<CompiledFor, 'reads'>> {
  if (partFlag(choices) === null) return {};
  const { plan } = await compilePipeline(pipeline, choices.params, { ...about, reads: new Set() });
  const own = plan === null ? null : stepsOfPart(plan, choices);
  if (plan === null || own === null) return {};
  const inputs = plan.steps.flatMap(({ id, inputs }) => (own.has(id) ? Object.values(inputs) : []));
  return { reads: new Set(inputs.flatMap((input) => ('uri' in input ? [input.source] : []))) };
}

/** The part of the pipeline that is left to earlier runs; with `--failed` what that is depends on the run's own plan. */
async function takenOver(
  stage: LocalStage,
  wanted: Pick<PreparedRun, 'plan' | 'request'>,
  choices: RunChoices,
): Promise<PartOfRun & { readonly earlier: RunHeader | null }> {
  const { plan } = wanted;
  for (const step of namedIn(choices.noCache)) requireStep(plan, step);
  const { failed } = choices;
  const part = await reuseSteps(stage, wanted, choices);
  const isAsked = failed !== null;
  return {
    ...part,
    earlier: isAsked ? await earlierRun(stage.store, wanted, failed) : null,
  };
}

type Told = Pick<PreparedRun, 'plan' | 'tree' | 'durations'> & {
  readonly earlier: RunHeader | null;
};

function warningsOf({ plan, tree, durations, earlier }: Told): readonly string[] {
  const note = earlier === null ? null : paramsNote(plan, earlier);
  return [
    ...tree.leftOut.map(({ path, reason }) => `no step sees ${path}: it ${reason}`),
    ...tree.gaps,
    ...(note === null ? [] : [note]),
    ...wideSteps(plan, tree.manifest, durations),
  ];
}

/** The image is in the cache key, so what such a run makes is never taken for work of the container. */
function withoutContainers(plan: Plan): Plan {
  return { ...plan, steps: plan.steps.map((step) => ({ ...step, container: null })) };
}

/** Whether an expression in the file may ask for the `run` context. */
function namesItsRun({ text }: LocatedPipeline): boolean {
  const parts = splitTemplate(text).filter(({ type }) => type === 'expression');
  return parts.some((part) => /\brun\b/.test(part.text));
}

function namedIn(noCache: RunChoices['noCache']): readonly string[] {
  return typeof noCache === 'boolean' ? [] : noCache;
}

const PROVISIONAL = { id: '', number: 0, attempt: 1 };

function optionsOf(choices: RunChoices): RunRequest['options'] {
  const { inPlace, noCache, deploy, from, only, params } = choices;
  const maxParallel = choices.maxParallel ?? availableParallelism();
  const start = from ?? only;
  const again = start === null ? {} : { again: [start] };
  return {
    maxParallel,
    inPlace,
    noCache,
    deploy,
    exclude: {},
    ...again,
    ...(Object.keys(params).length > 0 && { params }),
    ...(choices.noContainer && { noContainer: true }),
  };
}
