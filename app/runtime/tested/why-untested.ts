import { asksOf, newlyAsked } from '../../domain/asks.ts';
import { changedParts } from '../../compile/cache/changed-parts.ts';
import { partsIn } from '../../compile/cache/parts-in.ts';
import { canonicalJson, digestOfJson } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader, RunRequest, StepRow } from '../../domain/run/run.ts';
import { filesInKey } from '../../domain/seen-files.ts';
import { HotRun } from '../../engine/state/hot-run.ts';
import { indexPlan } from '../../engine/state/plan-index.ts';
import { startRun } from '../../engine/start-run.ts';
import { freezeModels } from '../facts/freeze-models.ts';
import { StepKeys } from '../facts/step-keys.ts';
import type { FileChanges } from '../ports/host.ts';
import type { RunRows } from '../ports/runs.ts';
import type { RuntimeDeps } from '../runtime.ts';
import { stepsAbovePromotion } from '../../domain/steps-above-promotion.ts';

export type TestedDeps = Pick<
  RuntimeDeps,
  'store' | 'blobs' | 'repository' | 'python' | 'clock'
> & {
  readonly changedFiles: FileChanges;
};

export type Candidate = { readonly plan: Plan; readonly request: RunRequest };

/** Of many differences these are told. */
const MOST_TOLD = 3;

/**
 * Why a run that is about to start would not do the very work that `tested` did: every row above what is registered or
 * promoted must have, from the new run's own tree, params and frozen inputs, the key that it had there, and have
 * succeeded there. A clause without its end ("… what #42 tested"); null: it would do the same.
 */
export async function whyUntested(
  deps: TestedDeps,
  { plan: asked, request }: Candidate,
  tested: string,
): Promise<string | null> {
  const rows = await deps.store.runs.load(tested);
  const before = rows === null ? null : await deps.store.runs.plan(rows.header.plan);
  if (rows === null || before === null) return 'nothing is kept any more of';
  const plan = await freezeModels(deps.store.registry, request, asked);
  const hot = asIfTaken(plan, request, rows, deps.clock.now());
  const keys = new StepKeys({ read: async (_run, look) => look(hot) }, deps);
  for (const step of stepsAbovePromotion(plan)) {
    const was = before.steps.find(({ id }) => id === step.id);
    if (was === undefined) return `\`${step.id}\` is not in`;
    const looking = { deps, keys, hot, rows, step };
    const why = whyOtherwiseAsked(step, was) ?? (await whyAnyOtherwise(looking));
    if (why !== null) return why;
  }
  return null;
}

async function whyAnyOtherwise(looking: Looking): Promise<string | null> {
  const { rows, step } = looking;
  for (const row of rows.steps) {
    if (row.stepId !== step.id || row.role === 'group') continue;
    const why = await whyOtherwise(looking, row);
    if (why !== null) return why;
  }
  return null;
}

/** The new run, as it stood once it had taken all that the earlier one made. */
function asIfTaken(plan: Plan, request: RunRequest, { steps }: RunRows, at: number): HotRun {
  const planIndex = indexPlan(plan);
  const planDigest = digestOfJson(plan);
  const { header } = startRun({ planIndex, planDigest, request, reuse: {}, at });
  const ids = new Set(plan.steps.map(({ id }) => id));
  const known = steps.filter(({ stepId }) => ids.has(stepId));
  return HotRun.load(planIndex, { header, steps: known, attempts: [], timers: [] });
}

function whyOtherwiseAsked(step: PlanStep, was: PlanStep): string | null {
  const isSameMatrix = canonicalJson(matrixOf(step)) === canonicalJson(matrixOf(was));
  if (!isSameMatrix) return `the matrix of \`${step.id}\` differs from`;
  const more = newlyAsked(asksOf(was), asksOf(step));
  return more.length === 0 ? null : `\`${step.id}\` is asked for ${more.join(', ')}, unlike in`;
}

function matrixOf({ matrix }: PlanStep) {
  return matrix === null ? null : { cells: matrix.cells };
}

type Looking = {
  readonly deps: TestedDeps;
  readonly keys: StepKeys;
  readonly hot: HotRun;
  readonly rows: RunRows;
  readonly step: PlanStep;
};

async function whyOtherwise(looking: Looking, row: StepRow): Promise<string | null> {
  const { keys, hot, step } = looking;
  if (row.result !== 'success') return `\`${row.key}\` did not succeed in`;
  // It does its work in every run: what follows is taken over where that came to the same again.
  if (step.cache === null) return null;
  const made = await keys.of(hot.header.id, row.key);
  if (made === null || row.cacheKey === null) return `nobody can compare \`${row.key}\` with`;
  if (made.cacheKey === row.cacheKey) return null;
  return whatDiffers(looking, row, made.parts);
}

async function whatDiffers(
  { deps, hot, rows, step }: Looking,
  row: StepRow,
  made: Parameters<typeof partsIn>[0],
): Promise<string> {
  const { run, key } = row.takenFrom ?? { run: rows.header.id, key: row.key };
  const kept =
    (await deps.store.cache.partsOf(rows.header.id, row.key)) ??
    (await deps.store.cache.partsOf(run, key));
  if (kept === null) return `what \`${row.key}\` reads differs from`;
  const [before, after] = [partsIn(kept.parts), partsIn(made)];
  if (before['files'] !== after['files']) {
    const paths = await pathsBetween(deps, hot, { step, rows });
    if (paths === null) return `what \`${row.key}\` reads of the repository differs from`;
    return `${paths} differ${paths.includes(' and ') ? '' : 's'} from`;
  }
  const changes = changedParts(before, after).slice(0, MOST_TOLD);
  return changes.length === 0
    ? `what \`${row.key}\` reads differs from`
    : `of \`${row.key}\` ${changes.join(', ')}, unlike in`;
}

/** Null: nobody can say which. */
async function pathsBetween(
  { changedFiles }: TestedDeps,
  hot: HotRun,
  { step, rows }: { readonly step: PlanStep; readonly rows: { readonly header: RunHeader } },
): Promise<string | null> {
  const globs = filesInKey(step, hot.plan.plan.file);
  const changed = await changedFiles.between(hot.header, rows.header, globs);
  if (changed === null || changed.length === 0) return null;
  const named = changed.slice(0, MOST_TOLD).map((path) => `\`${path}\``);
  const more = changed.length - named.length;
  const all = more > 0 ? [...named, `${more} more file${more === 1 ? '' : 's'}`] : named;
  return all.length === 1 ? all.join('') : `${all.slice(0, -1).join(', ')} and ${all.at(-1)}`;
}
