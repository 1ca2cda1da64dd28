import type { BlobRecheck, BlobStore } from '../../../content/blob-store.ts';
import { stepIdOf } from '../../domain/cell.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { StepKey } from '../../runtime/facts/step-keys.ts';
import type { Store, StoreReads } from '../../runtime/ports/store.ts';
import { compareWork } from '../forecast/compare-work.ts';
import type { Rehearsal, Stage } from '../forecast/rehearse-run.ts';
import { answersStep, type EarlierRun, type EarlierWork, type Origin } from './earlier-work.ts';
import { otherParams } from './params-note.ts';

export type LocalStage = Stage & {
  readonly store: StoreReads & Pick<Store, 'leases'>;
  readonly blobs: BlobStore & BlobRecheck;
};

export type Comparing = {
  readonly stage: LocalStage;
  readonly work: EarlierWork;
  readonly plan: Plan;
  /** The run that is to begin, as far as it comes: all above the step is settled. */
  readonly rehearsal: Rehearsal;
  readonly step: PlanStep;
};

/** How the work of a row of an earlier run is not what the run would make, in words; empty: it is. */
export async function whatDiffers(
  comparing: Comparing,
  earlier: EarlierRun,
  row: StepRow,
): Promise<readonly string[]> {
  const { work, rehearsal } = comparing;
  const origin = await work.originOf(earlier, row);
  const maker = origin.run ?? earlier;
  if (maker.rows.header.options.inPlace) return ['it was made in place'];
  const made = await rehearsal.made(row.key).catch(() => null);
  if (made === null) return [NOT_COMPARABLE];
  const other = otherThanKey(comparing, { maker, origin, row });
  if (other === null && (await work.keyOf(row, origin)) === made.cacheKey) return [];
  const changes = await changesOf(comparing, { maker, origin, row }, made);
  if (changes.length > 0) return withParams(comparing, maker, changes);
  return [other ?? 'what it was made of is not known any more'];
}

/** Nobody can say what the run would make. */
export const NOT_COMPARABLE = 'what it read is not here to compare';

type Then = { readonly maker: EarlierRun; readonly origin: Origin; readonly row: StepRow };

/** What stands in no key. */
function otherThanKey(
  { step, stage }: Comparing,
  { maker, origin, row }: Then,
): 'it is older than `max-age`' | 'what is asked of it changed' | null {
  const { endedAt } = origin.run?.byKey.get(origin.key) ?? row;
  const age = stage.clock.now() - (endedAt ?? 0);
  if (age > (step.cache?.maxAgeMs ?? Number.POSITIVE_INFINITY)) return 'it is older than `max-age`';
  const isAnswered = answersStep(maker.plan, { ...row, stepId: stepIdOf(origin.key) }, step);
  return isAnswered ? null : 'what is asked of it changed';
}

async function changesOf(
  { stage, work, plan, rehearsal, step }: Comparing,
  { maker, origin, row }: Then,
  { parts, pipeline }: StepKey,
): Promise<readonly string[]> {
  const then = await work.partsOf(origin);
  if (then === null) return [];
  const { tree } = rehearsal.header;
  const now = {
    pipeline,
    key: row.key,
    step,
    file: plan.file,
    tree,
    run: null,
    parts,
    at: stage.clock.now(),
  };
  return compareWork(stage, now, { parts: then, run: maker.rows.header });
}

/** A param that stands in a command or in `env` is seen there; people think of it as the param. */
function withParams(
  { plan }: Comparing,
  { rows }: EarlierRun,
  changes: readonly string[],
): readonly string[] {
  const params = otherParams(plan, rows.header).flatMap(({ name, now, before }) =>
    changes.some((change) => change.startsWith(`param ${name}`))
      ? []
      : [`${name} was ${before}, not ${now}`],
  );
  return [...params.slice(0, MOST_PARAMS), ...changes];
}

const MOST_PARAMS = 3;
