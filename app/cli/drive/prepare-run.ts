import { availableParallelism } from 'node:os';
import type { Plan } from '../../domain/plan.ts';
import type { RunRequest } from '../../domain/run/run.ts';
import type { Io } from '../io.ts';
import { compileOrComplain } from '../pipelines/compile-or-complain.ts';
import { compilePipeline } from '../pipelines/compile-pipeline.ts';
import type { LocatedPipeline } from '../pipelines/locate-pipeline.ts';
import { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { Driver } from '../workspace/open-driver.ts';
import { UsageError } from '../usage-error.ts';
import { repositoryOf } from '../pipelines/repository-now.ts';
import { readRequest } from '../pipelines/read-request.ts';
import { requireStep } from '../workspace/require-step.ts';
import { snapshot } from '../workspace/snapshot.ts';
import { refuseCommitted } from './refuse-committed.ts';
import { reuseSteps, type Part, type PartOfRun } from './reuse-steps.ts';
import { splitTemplate } from '../../expressions/split-template.ts';

/** How a person wants a pipeline to be run. */
export type RunChoices = Part & {
  readonly params: Readonly<Record<string, string>>;
  readonly maxParallel: number | null;
  readonly inPlace: boolean;
  readonly noCache: boolean | readonly string[];
  readonly deploy: boolean;
  /** Run steps that have a container on this machine itself. */
  readonly noContainer: boolean;
};

export type PreparedRun = {
  readonly plan: Plan;
  readonly request: RunRequest;
  readonly reuse: PartOfRun['reuse'];
  /** What no step will see of the repository, and why. */
  readonly leftOut: readonly { readonly path: string; readonly reason: string }[];
};

/**
 * Everything that has to be settled before a run exists: the tree is fixed, the file compiled for it, and what is taken
 * over found. Null: the file or a param is wrong, and was complained about. Throws a `UsageError`.
 */
export async function prepareRun(
  { state, blobs, runtime, store }: Driver,
  io: Pick<Io, 'cwd' | 'env' | 'stderr'>,
  pipeline: LocatedPipeline,
  choices: RunChoices,
): Promise<PreparedRun | null> {
  const [asked, tree] = await Promise.all([
    readRequest(state.root, optionsOf(choices), 'run'),
    snapshot(state, blobs, choices.inPlace ? 'hash-only' : 'store'),
  ]);
  const { params } = choices;
  const about = { createdAt: Date.now(), files: repositoryOf(tree.manifest.entries) };
  // Once for its problems, before it takes a number; and once more with that number where expressions name it.
  const draft = { ...about, identity: { ...asked, ...PROVISIONAL } };
  const drafted = await compileOrComplain(pipeline, params, draft, io);
  if (drafted === null) return null;
  for (const step of namedIn(choices.noCache)) requireStep(drafted, step);
  const stored = new StoredWork({ blobs, lost: blobs.missingOrDamaged });
  const part = await reuseSteps({ store, stored }, drafted, choices);
  if (choices.inPlace) await refuseCommitted(state.root, drafted, part);
  const named = { ...asked, ...(await runtime.allot()), tree: tree.digest };
  const request = { ...named, options: { ...asked.options, exclude: part.exclude } };
  const plan = namesItsRun(pipeline)
    ? (await compilePipeline(pipeline, params, { ...about, identity: request })).plan
    : drafted;
  if (plan === null) throw new UsageError(`${pipeline.file} depends on the number of its run.`);
  const settled = choices.noContainer ? withoutContainers(plan) : plan;
  return { plan: settled, request, reuse: part.reuse, leftOut: tree.leftOut };
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
  const { inPlace, noCache, deploy } = choices;
  const maxParallel = choices.maxParallel ?? availableParallelism();
  return { maxParallel, inPlace, noCache, deploy, exclude: {} };
}
