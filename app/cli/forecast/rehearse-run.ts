import type { BlobStore } from '../../../content/blob-store.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import { digestOf } from '../../domain/digest.ts';
import type { Effect } from '../../domain/run/effect.ts';
import type { CacheHit, StepProducts } from '../../domain/run/event.ts';
import { productsOf } from '../../domain/run/products-of.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type { RunHeader, RunRequest, StepRow } from '../../domain/run/run.ts';
import { decide } from '../../engine/decide.ts';
import { resolveStep } from '../../engine/evaluate/resolve-step.ts';
import { startRun } from '../../engine/start-run.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import { enrichEvent, type Enrichment } from '../../runtime/decide/enrich-event.ts';
import { ChangedFiles } from '../../runtime/facts/changed-files.ts';
import { StepKeys, type OwnParts, type StepKey } from '../../runtime/facts/step-keys.ts';
import type { PythonPort } from '../../runtime/ports/host.ts';
import type { NewEvent, Reuse } from '../../runtime/runtime.ts';

export type Rehearsal = {
  readonly header: RunHeader;
  /** Rows as they stand when nothing can go on without running a command. */
  readonly rows: readonly StepRow[];
  /** What names the work of the rows that the cache was asked about and did not have. */
  readonly missed: ReadonlyMap<string, StepKey>;
  /** The rows among them whose work was found, but bytes of it are lost. */
  readonly lost: ReadonlySet<string>;
  /** What names the work of a row whose needs are over; null: nobody can say. */
  readonly made: (key: string) => Promise<StepKey | null>;
  /** What a row that still waits is made of itself; null: nobody can say. */
  readonly own: (stepId: string, place: Place) => Promise<OwnParts | null>;
};
type Place = Parameters<StepKeys['own']>[2];

export type Stage = Omit<Enrichment, 'changedFiles'> & {
  readonly blobs: BlobStore;
  readonly python?: PythonPort;
};

/** A run that could begin now. */
export type Rehearsed = {
  readonly plan: Plan;
  readonly request: RunRequest;
  readonly reuse: Reuse;
};

/** Finds work that stands in for a row's, so that it need not be done. */
export type WorkSource = (asked: WorkAsked) => Promise<CacheHit | 'lost' | null>;
export type WorkAsked = {
  readonly step: PlanStep;
  readonly row: StepRow;
  readonly made: StepKey;
  readonly header: RunHeader;
};

export type WorkSources = {
  /** Asked where the cache would be. */
  readonly lookUp: WorkSource;
  /** Asked where a command would start; left out: nobody is. */
  readonly start?: WorkSource;
};

/**
 * Plays a run through without starting or storing anything: the kernel itself decides, work is asked for, and what would
 * run a command stays where it is. So a plan says what a run will do.
 */
export async function rehearseRun(
  stage: Stage,
  { plan, request, reuse }: Rehearsed,
  sources: WorkSources,
): Promise<Rehearsal> {
  const planIndex = indexPlan(withoutLimits(plan));
  const at = stage.clock.now();
  const planDigest = digestOf(plan.pipeline);
  const first = startRun({ planIndex, planDigest, request, reuse, at });
  const { header, steps, attempts, timers } = first;
  const hot = HotRun.load(planIndex, { header, steps, attempts, timers: timers.set });
  const keys = new StepKeys({ read: async (_run, look) => look(hot) }, stage);
  const asking = { ...stage, changedFiles: new ChangedFiles(stage.blobs, stage.repository) };
  const scene: Scene = { hot, keys, sources, missed: new Map(), lost: new Set() };
  const effects = [...first.effects];
  for (let effect = effects.shift(); effect !== undefined; effect = effects.shift()) {
    const event = await answer(scene, effect);
    if (event === null) continue;
    const patch = decide(hot, await enrichEvent(asking, hot, { event, at }));
    effects.push(...take(hot, patch));
  }
  const own: Rehearsal['own'] = (stepId, place) => keys.own(header.id, stepId, place);
  const made: Rehearsal['made'] = (key) => keys.of(header.id, key);
  const { missed, lost } = scene;
  return { header: hot.header, rows: hot.rows().steps, missed, lost, made, own };
}

/** With limits, what waits for its turn would not be asked about. */
function withoutLimits(plan: Plan): Plan {
  const steps = plan.steps.map((step) =>
    step.matrix === null ? step : { ...step, matrix: { ...step.matrix, maxParallel: null } },
  );
  return { ...plan, maxParallel: null, steps };
}

type Scene = {
  readonly hot: HotRun;
  readonly keys: StepKeys;
  readonly sources: WorkSources;
  readonly missed: Map<string, StepKey>;
  readonly lost: Set<string>;
};

function take(hot: HotRun, patch: Patch | null): readonly Effect[] {
  if (patch === null) return [];
  hot.apply(patch);
  return patch.effects;
}

/** What comes of an effect at once; null: it would start something, or wait. */
async function answer(scene: Scene, effect: Effect): Promise<NewEvent | null> {
  switch (effect.kind) {
    case 'group.join':
      return { type: 'run.admitted' };
    case 'cache.look-up':
      return lookUp(scene, effect.key);
    case 'step.start':
      return start(scene, effect);
    default:
      return null;
  }
}

async function lookUp(scene: Scene, key: string): Promise<NewEvent | null> {
  const { sources, missed, lost } = scene;
  const asked = await askedOf(scene, key);
  if (asked === null) return null;
  const hit = await sources.lookUp(asked);
  const { cacheKey } = asked.made;
  if (hit !== null && hit !== 'lost') return { type: 'cache.answered', key, cacheKey, hit };
  if (hit === 'lost') lost.add(key);
  missed.set(key, asked.made);
  return null;
}

type Start = Extract<Effect, { kind: 'step.start' }>;

async function start(scene: Scene, { key, attempt }: Start): Promise<NewEvent | null> {
  const ask = scene.sources.start;
  if (ask === undefined) return ended(key, attempt, registered(scene.hot, key));
  const asked = await askedOf(scene, key);
  const hit = asked === null ? null : await ask(asked);
  return ended(key, attempt, hit === 'lost' ? null : hit);
}

async function askedOf({ hot, keys }: Scene, key: string): Promise<WorkAsked | null> {
  const row = hot.step(key);
  const made = await keys.of(hot.header.id, key);
  if (row === undefined || made === null) return null;
  return { step: hot.plan.step(row.stepId), row, made, header: hot.header };
}

/** A register step runs no command: what it does is known before. */
function registered(hot: HotRun, key: string): StepProducts | null {
  const resolution = resolveStep(hot, key);
  const model = resolution.ok ? resolution.resolved.inputs['model']?.content : undefined;
  const { action } = hot.plan.step(hot.step(key)?.stepId ?? key);
  if (action.type !== 'register' || model?.type !== 'artifact') return null;
  return { outputs: {}, artifacts: { model: model.artifact }, metrics: {}, facts: {} };
}

function ended(key: string, attempt: number, made: StepProducts | null): NewEvent | null {
  if (made === null) return null;
  const products = productsOf(made);
  return { type: 'attempt.ended', key, attempt, outcome: { ...SUCCESS, products } };
}

const SUCCESS = {
  status: 'succeeded',
  class: null,
  exitCode: null,
  signal: null,
  message: null,
  workLostMs: null,
  charged: true,
} as const;
