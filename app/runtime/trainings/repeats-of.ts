import type { Digest } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { RunHeader, StepRow } from '../../domain/run/run.ts';
import { readableScopes } from '../../domain/scope.ts';
import { isMeasured } from '../../reports/report/mean-of-seeds.ts';
import type { Training } from '../../reports/report/training.ts';
import { partsOf } from '../baselines/evaluation-changes.ts';
import { makersOf, modelInputsOf } from '../baselines/model-of.ts';
import type { KeyedWork } from '../ports/cache.ts';
import type { StoreReads } from '../ports/store.ts';
import { trainingSpreads } from './training-spreads.ts';

/** Of more trainings a spread is known well enough. */
const MOST_TRAININGS = 20;
/** Rows that are looked through for them: one that took its training from the cache is none of its own. */
const MOST_ROWS = 100;

type Asked = {
  readonly reader: RunHeader;
  readonly run: string;
  readonly plan: Plan;
  readonly step: PlanStep;
  readonly measured?: JustMeasured;
};

/** What a row is told of when its gates are judged. */
export type JustMeasured = Pick<StepRow, 'metrics' | 'slices' | 'takenFrom'>;

type Reads = Pick<StoreReads, 'runs' | 'cache'>;

/**
 * How much what a step measured moves from training to training, by runs in which the model was made of the same code,
 * data and params but for its seed, and measured in the same way.
 */
export async function repeatsOf(store: Reads, asked: Asked): Promise<Repeats> {
  const { reader, run, plan, step, measured: now } = asked;
  const [maker = step] = makersOf(plan, step);
  const rows = await store.runs.rows([run], [maker.id, step.id]);
  const [trained, judged] = [maker, step].map(
    ({ id }) => rows.find(({ row }) => row.key === id)?.row,
  );
  const made = trained === undefined ? null : await madeOf(store, { run, row: trained });
  if (judged === undefined || made?.recipe === undefined) return NONE;
  const { pipeline } = reader;
  const until = reader.endedAt ?? Number.MAX_SAFE_INTEGER;
  const query = { pipeline, key: maker.id, recipe: made.recipe, until, limit: MOST_ROWS };
  const found = await store.cache.sameRecipe(query, readableScopes(reader));
  const runs = oneOfEach([{ run, cacheKey: made.cacheKey }, ...found]);
  const measured = await measuredAlike(store, { plan, step, judged, run, now }, runs);
  return trainingSpreads(measured, { from: 'repeats', step: maker.id });
}

type Repeats = Pick<Training, 'spreads' | 'slices'>;
const NONE: Repeats = { spreads: {} };

/** Equal keys, equal work: of one training the run that is asked about, or the newest. */
function oneOfEach(trained: readonly KeyedWork[]): readonly string[] {
  const byKey = new Map<Digest, string>();
  for (const { run, cacheKey } of trained) {
    if (!byKey.has(cacheKey)) byKey.set(cacheKey, run);
  }
  return [...byKey.values()].slice(0, MOST_TRAININGS);
}

type Judged = {
  readonly plan: Plan;
  readonly step: PlanStep;
  readonly judged: StepRow;
  readonly run: string;
  readonly now: JustMeasured | undefined;
};

/** What was measured in these runs, as far as it was measured as it was in this one but for its model. */
async function measuredAlike(
  store: Reads,
  { plan, step, judged, run, now: told }: Judged,
  runs: readonly string[],
): Promise<readonly StepRow[]> {
  const measuredNow = (row: StepRow): StepRow =>
    told === undefined ? row : { ...row, ...told, result: 'success' };
  const kept = await store.runs.rows(runs, [step.id]);
  const rows = kept.map((each) => (each.run === run ? { run, row: measuredNow(each.row) } : each));
  const done = rows.filter(({ row }) => row.role === 'single' && isMeasured(row));
  // A step that trains by itself has the same recipe already.
  if (makersOf(plan, step).length === 0) return done.map(({ row }) => row);
  const models = new Set(modelInputsOf(plan, step).map((name) => `input.${name}`));
  const textOf = async (measured: { readonly run: string; readonly row: StepRow }) => {
    const parts = await partsOf(store, measured.run, measured.row);
    const others = Object.entries(parts ?? {}).filter(([name]) => !models.has(name));
    return parts === null ? null : JSON.stringify(others.toSorted(([a], [b]) => (a < b ? -1 : 1)));
  };
  const now = await textOf({ run, row: measuredNow(judged) });
  if (now === null) return [];
  const texts = await Promise.all(done.map(textOf));
  return done.filter((_, at) => texts[at] === now).map(({ row }) => row);
}

async function madeOf(
  { cache }: Reads,
  { run, row: { key, takenFrom } }: { readonly run: string; readonly row: StepRow },
) {
  const own = await cache.partsOf(run, key);
  // A row that a rerun took over was never looked up.
  return own ?? (takenFrom === null ? null : cache.partsOf(takenFrom.run, takenFrom.key));
}
