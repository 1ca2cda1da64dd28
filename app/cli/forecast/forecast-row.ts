import type { BlobStore } from '../../../content/blob-store.ts';
import { measureManifest, type Manifest } from '../../../content/manifest/manifest.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';
import type { Digest } from '../../domain/digest.ts';
import type { Plan, PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import { seenFiles } from '../../domain/seen-files.ts';
import type { Forecast } from '../../reports/view/plan-view.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { count } from '../../reports/words/step-words.ts';
import type { StoreReads } from '../../runtime/ports/store.ts';
import { explainWork, LOST_WORK, whyNeverCached } from './explain-work.ts';
import type { Rehearsal } from './rehearse-run.ts';

export type Foresight = {
  readonly store: StoreReads;
  readonly blobs: BlobStore;
  /** The repository's tree as a run would see it. */
  readonly manifest: Manifest;
  readonly tree: Digest;
  readonly plan: Plan;
  readonly rehearsal: Rehearsal;
};

/** What a run would do with a row, from where the row stands when nothing goes on without running a command. */
export async function forecastRow(
  foresight: Foresight,
  step: PlanStep,
  row: StepRow,
): Promise<Forecast> {
  if (row.result === 'skipped') return { ...NOTHING, reason: row.reason ?? '' };
  if (row.state === 'waiting' && deploys(step)) return { ...NOTHING, reason: NO_DEPLOY };
  if (row.takenFrom !== null) return cached(foresight, row, row.takenFrom.run);
  if (row.role === 'group' && row.group !== null) return forecastGroup(foresight, step, row);
  const reason = await whyItRuns(foresight, step, row);
  const copies = step.action.type === 'run' ? copiesOf(foresight.manifest, step) : null;
  return { outcome: 'runs', reason, copies };
}

// A plan is of a run without --deploy, the kernel's own words for it.
const NO_DEPLOY = 'it deploys: say --deploy to run it from here';

function deploys({ approval, promote }: PlanStep): boolean {
  return approval !== null || promote.length > 0;
}

const NOTHING = { outcome: 'skipped', copies: null } as const;

async function cached({ store }: Foresight, row: StepRow, from: string): Promise<Forecast> {
  const run = await store.runs.header(from);
  const since = run === null ? '' : ` since #${runNumber(run)}`;
  const rejected = row.result === 'rejected' ? `, but ${row.reason ?? 'a gate does not hold'}` : '';
  const reason = `nothing that it reads has changed${since}${rejected}`;
  return { outcome: 'cached', reason, copies: null };
}

/** A matrix step whose cells are known: what becomes of them. */
async function forecastGroup(
  { rehearsal, manifest }: Foresight,
  step: PlanStep,
  row: StepRow,
): Promise<Forecast> {
  const cells = rehearsal.rows.filter(
    ({ role, stepId }) => role === 'cell' && stepId === row.stepId,
  );
  const taken = cells.filter(({ takenFrom }) => takenFrom !== null).length;
  if (taken === cells.length) {
    return { outcome: 'cached', reason: `so are its ${count(taken, 'cell')}`, copies: null };
  }
  const reason = `${count(cells.length - taken, 'cell')} of ${cells.length} must run`;
  return { outcome: 'runs', reason, copies: copiesOf(manifest, step) };
}

async function whyItRuns(
  { store, blobs, tree, plan, rehearsal }: Foresight,
  step: PlanStep,
  row: StepRow,
): Promise<string> {
  if (rehearsal.lost.has(row.key)) return LOST_WORK;
  const missed = rehearsal.missed.get(row.key);
  if (missed !== undefined) {
    const { parts, pipeline } = missed;
    const { file } = plan;
    const work = { pipeline, key: row.key, parts, step, file, tree, run: null };
    return (await explainWork({ store, blobs }, work)).join('; ');
  }
  if (row.result === 'failure') return `it fails at once: ${row.reason ?? ''}`;
  if (row.state === 'waiting') return whyItWaits(plan, rehearsal, step);
  return row.state === 'approval' ? 'it is to be approved first' : whyNeverCached(step);
}

function whyItWaits(plan: Plan, rehearsal: Rehearsal, step: PlanStep): string {
  const over = new Set(
    rehearsal.rows.filter(({ state }) => state === 'over').map(({ key }) => key),
  );
  const need = plan.steps.find(({ id }) => step.needs.includes(id) && !over.has(id));
  const runs = `${need?.id ?? 'what it needs'} runs`;
  return step.cache === null ? runs : `${runs}; cached after all if that makes the same again`;
}

function copiesOf(manifest: Manifest, step: PlanStep): Forecast['copies'] {
  const { files, size } = measureManifest(selectFiles(manifest, seenFiles(step)).manifest);
  return { files, bytes: size };
}
