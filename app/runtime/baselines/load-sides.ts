import type { BaselineRef } from '../../domain/gate-spec.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Baseline } from '../../domain/gate.ts';
import { registryOf } from '../../domain/scope.ts';
import type { ModelVersion } from '../../domain/model.ts';
import { meanOfSeeds } from '../../reports/report/mean-of-seeds.ts';
import type { Side } from '../../reports/report/report.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { messageOf } from '../../../text/message-of.ts';
import type { Warn } from '../ports/host.ts';
import type { Store } from '../ports/store.ts';
import { measuredByVersion } from './measured-by-version.ts';
import { measuredBefore, type Asked, type MeasuredBeforeDeps } from './measured-before.ts';

export type SideDeps = MeasuredBeforeDeps & {
  readonly store: Pick<Store, 'baselines' | 'registry' | 'runs'>;
  /** The address of a run's page; null: it has none. */
  readonly pageOf: (run: string) => string | null;
  readonly warn: Warn;
};

/** Columns of a table that people can read; a pipeline file may name as many versions as it has gates. */
const MOST_SIDES = 4;

/** What a step of a run is compared with, as `measuredBefore` finds it. */
export async function loadSides(
  deps: SideDeps,
  header: RunHeader,
  step: PlanStep,
): Promise<readonly Side[]> {
  return Promise.all(
    comparedWith(step).map((ref) => sideOf(deps, { header, step, name: nameOf(ref, header), ref })),
  );
}

/** What a step's report names, each once; without one, where the change grew from and what its gates are held against. */
export function comparedWith({ report, gates }: PlanStep): readonly BaselineRef[] {
  const ofGates = gates.flatMap(({ test }) => (test.type === 'baseline' ? [test.baseline] : []));
  const refs = report?.compare ?? [{ type: 'merge-base' }, ...ofGates];
  const once = new Map(refs.map((ref) => [JSON.stringify(ref), ref]));
  return [...once.values()].slice(0, MOST_SIDES);
}

function nameOf(ref: BaselineRef, { hosted }: RunHeader): string {
  if (ref.type === 'alias') return `${ref.model}@${ref.alias}`;
  return hosted?.repository.defaultBranch ?? 'merge-base';
}

type Wanted = {
  readonly header: RunHeader;
  readonly step: PlanStep;
  readonly name: string;
  readonly ref: BaselineRef;
};

async function sideOf(deps: SideDeps, wanted: Wanted): Promise<Side> {
  const { header, step, name, ref } = wanted;
  const { store } = deps;
  const left = ref.type === 'alias' ? await versionLeft(store, header, ref) : undefined;
  if (left !== undefined) return sideLeft(deps, wanted, left);
  const [found, alias] = await Promise.all([
    baselineOf(deps, header, { ref, stepId: step.id, key: step.id }),
    ref.type === 'alias' ? store.registry.alias(ref.model, ref.alias, registryOf(header)) : null,
  ]);
  const version = alias?.version ?? null;
  return { name, is: ref.type, version, ...(await measuredBy(deps, found, step)) };
}

type Alias = Extract<BaselineRef, { type: 'alias' }>;

/**
 * Where an alias stood before it was moved by a run, or by anybody to what that run made: it would be compared with itself
 * else. Null: nowhere. Undefined: it points to what another run made, and was moved by another one, or by none.
 */
async function versionLeft(
  { registry }: Pick<Store, 'registry'>,
  header: RunHeader,
  { model, alias }: Alias,
): Promise<ModelVersion | null | undefined> {
  const scope = registryOf(header);
  const registered = (await registry.ofRun(header.id)).map(({ version }) => version);
  // A version that it only found is what another run measured.
  const made = new Set(
    registered
      .filter((version) => version.model === model && version.run === header.id)
      .map(({ version }) => version),
  );
  const moves = (await registry.history(model, scope)).filter((move) => move.alias === alias);
  const others = moves.findIndex(({ run, version }) => run !== header.id && !made.has(version));
  const first = moves.slice(0, others === -1 ? moves.length : others).at(-1);
  if (first === undefined) return undefined;
  return first.from === null ? null : registry.version(model, first.from, scope);
}

async function sideLeft(
  deps: SideDeps,
  { step, name, ref }: Wanted,
  left: ModelVersion | null,
): Promise<Side> {
  const common = { name, is: ref.type, version: left?.version ?? null };
  const found = left === null ? NONE : await measuredByVersion(deps, left, step.id);
  return { ...common, ...(await measuredBy(deps, found, step)) };
}

const NONE: Baseline = { type: 'none' };

/** `unknown`: nobody says where the commit grew from. */
async function baselineOf(
  deps: SideDeps,
  header: RunHeader,
  asked: Asked,
): Promise<Baseline | { readonly type: 'unknown' }> {
  try {
    return await measuredBefore(deps, header, asked);
  } catch (error) {
    deps.warn(`a run is not compared: ${messageOf(error)}`, { run: header.id });
    return { type: 'unknown' };
  }
}

/** The run behind a baseline, and what it measured. */
export async function measuredBy(
  { store, pageOf }: Pick<SideDeps, 'store' | 'pageOf'>,
  baseline: Baseline | { readonly type: 'unknown' },
  { id: stepId }: Pick<PlanStep, 'id'>,
): Promise<Pick<Side, 'run' | 'found'>> {
  if (baseline.type === 'unknown') return { run: null, found: { type: 'unknown' } };
  if (baseline.type === 'none') return { run: null, found: { type: 'never' } };
  const { run: id } = baseline;
  const header = await store.runs.header(id);
  const run =
    header === null
      ? null
      : {
          id,
          sha: header.sha,
          number: runNumber(header),
          page: pageOf(id),
          params: header.params,
        };
  if (baseline.type === 'under-way') return { run, found: { type: 'under-way' } };
  const { examples, slices } = baseline;
  const metrics = await metricsOf(store, baseline, stepId);
  // A version whose run had no such step, as before that was renamed.
  if (Object.keys(metrics).length === 0) return { run, found: { type: 'never' } };
  return {
    run,
    found: {
      type: 'measured',
      metrics,
      ...(examples !== undefined && { examples }),
      ...(slices !== undefined && { slices }),
    },
  };
}

/** A matrix step has no metrics of its own; where its cells differ in their seed alone, it has the means of theirs. */
async function metricsOf(
  { runs }: Pick<SideDeps['store'], 'runs'>,
  { run, metrics }: Extract<Baseline, { type: 'found' }>,
  stepId: string,
): Promise<Readonly<Record<string, number>>> {
  if (Object.keys(metrics).length > 0) return metrics;
  return meanOfSeeds(await runs.cells(run, stepId)) ?? metrics;
}
