import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import type { Manifest } from '../../../content/manifest/manifest.ts';
import { stepIdOf, stepKey } from '../../domain/cell.ts';
import type { Digest } from '../../domain/digest.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { Forecast } from '../../reports/view/plan-view.ts';
import { StoredWork } from '../../runtime/facts/stored-work.ts';
import type { PastDuration } from '../../runtime/ports/history.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { cachedWork } from './cached-work.ts';
import { forecastRow, type Fate, type Foresight } from './forecast-row.ts';
import { rehearseRun, type Rehearsed, type Stage } from './rehearse-run.ts';
import { whyItWaits } from './why-it-waits.ts';

export type Foreseen = Rehearsed & {
  /** The repository's tree as the run would see it. */
  readonly manifest: Manifest;
  readonly tree: Digest;
  readonly reusedBy: string | null;
};

type LocalStage = Stage & {
  readonly store: StoreReads;
  readonly blobs: BlobStore & BlobRecheck;
};

/** Says for each row of a run that could begin now, by key, what it would do, why, and how long that took before. */
export async function forecastRun(
  stage: LocalStage,
  run: Foreseen,
  durations: ReadonlyMap<string, PastDuration>,
): Promise<ReadonlyMap<string, Forecast>> {
  const { store, blobs, clock } = stage;
  const stored = new StoredWork({ blobs, lost: blobs.missingOrDamaged });
  const rehearsal = await rehearseRun(stage, run, {
    lookUp: cachedWork({ store, stored, clock }),
  });
  const { plan, manifest, tree, reuse, reusedBy } = run;
  const sources = { store, blobs, known: { plans: new Map(), files: new Map(), rows: new Map() } };
  const rows = Map.groupBy(rehearsal.rows, ({ stepId }) => stepId);
  const open = plan.steps.flatMap(({ id }) => (isOver(rows.get(id)) ? [] : [id]));
  const known = [...durations.keys()].filter((key) => key !== stepIdOf(key));
  const cells = new Map(known.map((key) => [stepIdOf(key), key]));
  const cellOf = (stepId: string) => cells.get(stepId) ?? null;
  const told = { sources, stored, clock, plan, rehearsal, open, cellOf };
  const foresight: Foresight = { ...told, manifest, tree, reuse, reusedBy };
  const forecasts = new Map<string, Forecast>();
  for (const step of plan.steps) {
    for (const [key, fate] of await forecastStep(foresight, step, rows.get(step.id) ?? [])) {
      forecasts.set(key, { ...fate, lastMs: durations.get(key)?.ms ?? null });
    }
  }
  return forecasts;
}

/** Of the step's own row, not of its cells. */
function isOver(rows: readonly StepRow[] = []): boolean {
  return rows.some(({ role, state }) => role !== 'cell' && state === 'over');
}

type Told = readonly (readonly [key: string, fate: Fate])[];

/** The step's own row, and its cells: those there are already, else those that it is known to get. */
async function forecastStep(
  foresight: Foresight,
  step: PlanStep,
  rows: readonly StepRow[],
): Promise<Told> {
  const told = await Promise.all(
    rows.map(async (row) => [row.key, await forecastRow(foresight, step, row)] as const),
  );
  const own = new Map(told).get(step.id);
  if (own === undefined || told.length > 1 || step.matrix?.cells.type !== 'static') return told;
  const waits = rows.some((row) => isWaiting(row)) && own.outcome === 'runs';
  const { cells } = step.matrix.cells;
  const ofCells = await Promise.all(
    cells.map(async (cell) => {
      const key = stepKey(step.id, cell);
      const reason = waits ? await whyItWaits(foresight, step, { key, cell }) : own.reason;
      return [key, { ...own, reason }] as const;
    }),
  );
  return [...told, ...ofCells];
}

function isWaiting({ role, state }: StepRow): boolean {
  return role === 'group' && state === 'waiting';
}
