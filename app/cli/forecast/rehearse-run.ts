import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { asksOf } from '../../domain/asks.ts';
import { digestOf } from '../../domain/digest.ts';
import type { Effect } from '../../domain/run/effect.ts';
import type { Patch } from '../../domain/run/patch.ts';
import type { Plan } from '../../domain/plan.ts';
import type { RunRequest, StepRow } from '../../domain/run/run.ts';
import { decide } from '../../engine/decide.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import { resolveStep } from '../../engine/evaluate/resolve-step.ts';
import { startRun } from '../../engine/start-run.ts';
import { enrichEvent, type Enrichment } from '../../runtime/decide/enrich-event.ts';
import { StepKeys, type StepKey } from '../../runtime/facts/step-keys.ts';
import { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { PythonPort } from '../../runtime/ports/host.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import type { NewEvent } from '../../runtime/runtime.ts';

export type Rehearsal = {
  /** Rows as they stand when nothing can go on without running a command. */
  readonly rows: readonly StepRow[];
  /** What names the work of the rows that the cache was asked about and did not have. */
  readonly missed: ReadonlyMap<string, StepKey>;
  /** The rows among them whose work was found, but bytes of it are lost. */
  readonly lost: ReadonlySet<string>;
};

export type Stage = Omit<Enrichment, 'store'> & {
  readonly store: Pick<StoreReads, 'cache' | 'baselines'>;
  readonly blobs: BlobStore & BlobRecheck;
  readonly python?: PythonPort;
};

/**
 * Plays a run through without starting or storing anything: the kernel itself decides, the cache is asked, and what
 * would run a command stays where it is. So a plan says what a run will do.
 */
export async function rehearseRun(
  stage: Stage,
  plan: Plan,
  request: RunRequest,
): Promise<Rehearsal> {
  const planIndex = indexPlan(plan);
  const at = stage.clock.now();
  const planDigest = digestOf(plan.pipeline);
  const first = startRun({ planIndex, planDigest, request, reuse: {}, at });
  const { header, steps, attempts, timers } = first;
  const hot = HotRun.load(planIndex, { header, steps, attempts, timers: timers.set });
  const keys = new StepKeys({ read: async (_run, look) => look(hot) }, stage);
  const missed = new Map<string, StepKey>();
  const lost = new Set<string>();
  const { blobs } = stage;
  const stored = new StoredWork({ blobs, lost: blobs.missingOrDamaged });
  const effects = [...first.effects];
  for (let effect = effects.shift(); effect !== undefined; effect = effects.shift()) {
    const event = await answer({ stage, hot, keys, missed, lost, stored }, effect);
    if (event === null) continue;
    const patch = decide(hot, await enrichEvent(stage, hot, { event, at }));
    effects.push(...take(hot, patch));
  }
  return { rows: hot.rows().steps, missed, lost };
}

type Scene = {
  readonly stage: Stage;
  readonly hot: HotRun;
  readonly keys: StepKeys;
  readonly missed: Map<string, StepKey>;
  readonly lost: Set<string>;
  readonly stored: StoredWork;
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
      return register(scene.hot, effect);
    default:
      return null;
  }
}

/** A register step runs no command: what it does is known before. */
function register(
  hot: HotRun,
  { key, attempt }: Extract<Effect, { kind: 'step.start' }>,
): NewEvent | null {
  const resolution = resolveStep(hot, key);
  const model = resolution.ok ? resolution.resolved.inputs['model']?.content : undefined;
  const { action } = hot.plan.step(hot.step(key)?.stepId ?? key);
  if (action.type !== 'register' || model?.type !== 'artifact') return null;
  const products = { outputs: {}, artifacts: { model: model.artifact }, metrics: {}, facts: {} };
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

async function lookUp(
  { hot, keys, missed, lost, stored, stage }: Scene,
  key: string,
): Promise<NewEvent | null> {
  const row = hot.step(key);
  const made = await keys.of(hot.header.id, key);
  if (row === undefined || made === null) return null;
  const { cacheKey } = made;
  const step = hot.plan.step(row.stepId);
  const maxAgeMs = step.cache?.maxAgeMs ?? null;
  const notBefore = maxAgeMs === null ? 0 : stage.clock.now() - maxAgeMs;
  const hit = await stage.store.cache.look({ cacheKey, asks: asksOf(step), notBefore });
  const isWhole =
    hit === null || (await stored.isWhole(hot.header.id, Object.values(hit.artifacts)));
  if (!isWhole) lost.add(key);
  else if (hit !== null) return { type: 'cache.answered', key, cacheKey, hit };
  missed.set(key, made);
  return null;
}
