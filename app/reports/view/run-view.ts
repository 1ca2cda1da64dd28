import { sumCosts, type Cost } from '../../costs/cost.ts';
import { costKey } from '../../costs/costs-of-run.ts';
import type { ArtifactRef } from '../../domain/artifact.ts';
import type { ModelAlias, ModelVersion } from '../../domain/model.ts';
import type { KeptSlices } from '../../domain/kept-slices.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type {
  AttemptRow,
  Instant,
  MachinePlace,
  RunHeader,
  StepRow,
} from '../../domain/run/run.ts';
import type { ModelView, RunView, StepView } from '../../../schemas/run-view.generated.ts';
import { instantText } from '../../domain/run/instant-text.ts';

export type RunRecord = {
  readonly plan: Plan;
  readonly header: RunHeader;
  readonly steps: readonly StepRow[];
  readonly attempts: readonly AttemptRow[];
  /** Versions registered by this run. */
  readonly models: readonly ModelVersion[];
  /** Moves of aliases made by this run; of several for one version each has a row of its own in the view. */
  readonly aliases: readonly ModelAlias[];
  /** What each attempt cost so far, by `costKey`; left out: it is not told. */
  readonly costs?: ReadonlyMap<string, Cost>;
};

/** The one view of a run, for the terminal, `--json`, pages and checks; matches `schemas/run-view.schema.json`. */
export function makeRunView(record: RunRecord): RunView {
  return runViewer()(record);
}

/**
 * Makes one view of a run after the other. A step that has not changed since the last one is the same object again: of a
 * run of ten thousand cells, seen hundreds of times, only what changed is made anew.
 */
export function runViewer(): (record: RunRecord) => RunView {
  const steps = stepViewer();
  return (record) => viewOf(record, steps);
}

function viewOf(record: RunRecord, viewStep: typeof stepView): RunView {
  const { header, plan } = record;
  const planSteps = new Map(plan.steps.map((step) => [step.id, step]));
  const attempts = groupByKey(record.attempts);
  const { costs } = record;
  const rows = record.steps.toSorted((a, b) => a.order - b.order || rank(a) - rank(b));
  return {
    format: 1,
    id: header.id,
    number: header.number,
    attempt: header.attempt,
    pipeline: header.pipeline,
    status: header.status,
    sha: header.sha,
    dirty: header.dirty,
    trigger: header.trigger,
    ...testedView(header),
    ...byHandView(header),
    params: header.params,
    createdAt: instantText(header.createdAt),
    startedAt: timeText(header.startedAt),
    endedAt: timeText(header.endedAt),
    steps: rows.map((row) =>
      viewStep(row, planSteps.get(row.stepId) ?? null, attempts.get(row.key) ?? [], costs),
    ),
    ...(costs !== undefined && { cost: sumCosts(costs.values()) }),
    models: record.models.flatMap((version) => modelViews(version, record.aliases)),
  };
}

function testedView({ bridge }: RunHeader): Pick<RunView, 'tested'> {
  if (bridge === undefined) return {};
  const { pull } = bridge;
  return bridge.type === 'tested'
    ? { tested: { pull, run: bridge.run, because: null } }
    : { tested: { pull, run: null, because: bridge.because } };
}

function byHandView({ byHand, actor }: RunHeader): Pick<RunView, 'byHand'> {
  if (byHand === undefined) return {};
  const { emergency, ...asked } = byHand;
  if (emergency === undefined) return { byHand: { ...asked, by: actor, emergency: null } };
  const { reason, reviewBy } = emergency;
  return {
    byHand: { ...asked, by: actor, emergency: { reason, reviewBy: instantText(reviewBy) } },
  };
}

// A matrix step comes before its cells even where they share a position.
function rank(row: StepRow): number {
  return row.role === 'cell' ? 1 : 0;
}

function groupByKey(attempts: readonly AttemptRow[]): ReadonlyMap<string, AttemptRow[]> {
  const groups = new Map<string, AttemptRow[]>();
  for (const attempt of attempts.toSorted((a, b) => a.number - b.number)) {
    const group = groups.get(attempt.key);
    if (group === undefined) groups.set(attempt.key, [attempt]);
    else group.push(attempt);
  }
  return groups;
}

type MachineView = NonNullable<StepView['attempts'][number]['machine']>;

type Viewed = {
  readonly row: StepRow;
  readonly attempts: readonly AttemptRow[];
  readonly view: StepView;
};

/** Rows are never changed, only replaced, so the same row with the same attempts has the view that it had. */
function stepViewer(): typeof stepView {
  const viewed = new Map<string, Viewed>();
  return (row, step, attempts, costs) => {
    const before = viewed.get(row.key);
    const isSame = before?.row === row && areSame(before.attempts, attempts);
    // What it costs moves with the time.
    if (isSame && costs === undefined) return before.view;
    const view = stepView(row, step, attempts, costs);
    viewed.set(row.key, { row, attempts, view });
    return view;
  };
}

function areSame(before: readonly AttemptRow[], now: readonly AttemptRow[]): boolean {
  return before.length === now.length && before.every((attempt, at) => attempt === now[at]);
}

function stepView(
  row: StepRow,
  step: PlanStep | null,
  attempts: readonly AttemptRow[],
  costs?: RunRecord['costs'],
): StepView {
  return {
    key: row.key,
    id: row.stepId,
    cell: row.cell,
    kind: step?.kind ?? null,
    needs: [...(step?.needs ?? [])],
    state: row.state,
    result: row.result,
    cached: row.cached,
    reason: row.reason ?? keptReason(row),
    startedAt: timeText(row.startedAt),
    endedAt: timeText(row.endedAt),
    attempts: attempts.map((attempt) => ({
      ...attemptView(attempt),
      ...costView(costs?.get(costKey(attempt))),
    })),
    outputs: row.outputs,
    artifacts: mapValues(row.artifacts, artifactView),
    metrics: { ...row.metrics },
    ...(row.examples !== undefined && { examples: row.examples }),
    ...(row.slices !== undefined && { slices: slicesView(row.slices) }),
    gates: row.gates.map((gate) => ({ ...gate })),
  };
}

function slicesView(kept: KeptSlices): NonNullable<StepView['slices']> {
  return 'notRead' in kept
    ? kept
    : { rows: kept.rows.map(({ by, n, metrics }) => ({ by, n, metrics })) };
}

/** A row that `rerun` or `--from` did not run again. */
function keptReason({ takenFrom, cached }: StepRow): string | null {
  return takenFrom === null || cached ? null : 'taken over from an earlier run';
}

function costView(cost: Cost | undefined): { readonly cost?: Cost } {
  return cost === undefined ? {} : { cost };
}

function attemptView(attempt: AttemptRow): StepView['attempts'][number] {
  const waitsAt = attempt.status === 'starting' ? (attempt.waits?.on?.url ?? null) : null;
  return {
    number: attempt.number,
    status: attempt.status,
    class: attempt.class,
    message: attempt.message,
    exitCode: attempt.exitCode,
    signal: attempt.signal,
    readyAt: timeText(attempt.readyAt ?? null),
    environmentMs: attempt.environmentMs ?? null,
    startedAt: timeText(attempt.startedAt),
    endedAt: timeText(attempt.endedAt),
    resumedFrom: attempt.resumedFrom,
    workLostMs: attempt.workLostMs === null ? null : Math.round(attempt.workLostMs),
    ...(attempt.machine === undefined ? {} : { machine: machineView(attempt.machine) }),
    ...(waitsAt === null ? {} : { waitsAt }),
  };
}

function machineView(place: MachinePlace): MachineView {
  const { instance, type, market, zone, usdHour, reservation, because } = place;
  return {
    instance,
    type,
    market,
    zone,
    usdHour,
    ...(reservation !== undefined && { reservation }),
    ...(because !== undefined && { because }),
  };
}

function artifactView(artifact: ArtifactRef): StepView['artifacts'][string] {
  const { digest, size, files, path } = artifact;
  return { digest, size, files, path };
}

function modelViews(version: ModelVersion, aliases: readonly ModelAlias[]): ModelView[] {
  const moved = aliases
    .filter((alias) => alias.model === version.model && alias.version === version.version)
    .map(({ alias }) => alias);
  return (moved.length === 0 ? [null] : moved).map((alias) => ({
    name: version.model,
    version: version.version,
    alias,
    digest: version.artifact.digest,
  }));
}

function timeText(at: Instant | null): string | null {
  return at === null ? null : instantText(at);
}

function mapValues<In, Out>(
  record: Readonly<Record<string, In>>,
  change: (value: In) => Out,
): Record<string, Out> {
  return Object.fromEntries(Object.entries(record).map(([key, value]) => [key, change(value)]));
}
