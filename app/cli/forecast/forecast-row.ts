import { measureManifest, type Manifest } from '../../../content/manifest/manifest.ts';
import { selectFiles } from '../../../content/manifest/select-files.ts';
import type { Digest } from '../../domain/digest.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { StepRow } from '../../domain/run/run.ts';
import type { ReusedRow } from '../../engine/reuse.ts';
import { seenFiles } from '../../domain/seen-files.ts';
import type { Forecast } from '../../reports/view/plan-view.ts';
import { runNumber } from '../../reports/words/run-words.ts';
import { rowReason } from '../../reports/words/verdict-words.ts';
import { count } from '../../reports/words/step-words.ts';
import type { Reuse } from '../../runtime/runtime.ts';
import { LOST_WORK, whyAskedFor, whyNeverCached } from '../../reports/words/why-done.ts';
import { explainWork } from './explain-work.ts';
import { whyItWaits, type Waiting } from './why-it-waits.ts';

export type Foresight = Waiting & {
  /** The repository's tree as a run would see it. */
  readonly manifest: Manifest;
  readonly tree: Digest;
  readonly reuse: Reuse;
  /** The flag by which `reuse` was asked for; null: none was. */
  readonly reusedBy: string | null;
};

/** What a run would do with a row; how long it took is another question. */
export type Fate = Omit<Forecast, 'lastMs'>;

/** What a run would do with a row, from where the row stands when nothing goes on without running a command. */
export async function forecastRow(
  foresight: Foresight,
  step: PlanStep,
  row: StepRow,
): Promise<Fate> {
  const skipped = whyItIsSkipped(foresight, step, row);
  if (skipped !== null) return { outcome: 'skipped', reason: skipped, copies: null };
  const reused = foresight.reuse[row.key];
  if (reused !== undefined) return takenOver(foresight, reused);
  if (row.takenFrom !== null) return cached(foresight, row, row.takenFrom.run);
  if (row.role === 'group' && row.group !== null) return forecastGroup(foresight, step, row);
  const reason = await whyItRuns(foresight, step, row);
  const copies = step.action.type === 'run' ? copiesOf(foresight.manifest, step) : null;
  return { outcome: 'runs', reason, copies };
}

function whyItIsSkipped({ rehearsal }: Foresight, step: PlanStep, row: StepRow): string | null {
  if (row.result === 'skipped') return row.reason ?? '';
  const isLeftOut = deploys(step) && !rehearsal.header.options.deploy;
  return row.state === 'waiting' && isLeftOut ? NO_DEPLOY : null;
}

// The kernel's own words for it.
const NO_DEPLOY = 'deploy steps only run with --deploy';

/** A step that runs only where it is asked for by `--deploy`. */
export function deploys({ approval, promote }: PlanStep): boolean {
  return approval !== null || promote.length > 0;
}

async function takenOver({ sources, reusedBy }: Foresight, from: ReusedRow): Promise<Fate> {
  const run = await sources.store.runs.header(from.run);
  const name = run === null ? 'an earlier run' : `#${runNumber(run)}`;
  const by = reusedBy === null ? '' : ` (${reusedBy})`;
  const failed = from.row.result === 'failure' ? ', where it failed' : '';
  return { outcome: 'cached', reason: `taken over from ${name}${by}${failed}`, copies: null };
}

async function cached({ sources }: Foresight, row: StepRow, from: string): Promise<Fate> {
  const run = await sources.store.runs.header(from);
  const since = run === null ? '' : ` since #${runNumber(run)}`;
  const reason = `nothing that it reads has changed${since}`;
  if (row.result !== 'rejected') return { outcome: 'cached', reason, copies: null };
  const but = rowReason(row) ?? 'a gate does not hold';
  return { outcome: 'rejected', reason: `${reason}, but ${but}`, copies: null };
}

/** A matrix step whose cells are known: what becomes of them. */
async function forecastGroup(
  { rehearsal, manifest }: Foresight,
  step: PlanStep,
  row: StepRow,
): Promise<Fate> {
  const cells = rehearsal.rows.filter(
    ({ role, stepId }) => role === 'cell' && stepId === row.stepId,
  );
  const taken = cells.filter(({ takenFrom }) => takenFrom !== null).length;
  const isTaken = taken === cells.length;
  if (isTaken && row.result === 'rejected') {
    const rejected = cells.filter(({ result }) => result === 'rejected').length;
    return {
      outcome: 'rejected',
      reason: `${rejected} of ${count(taken, 'cell')} would be`,
      copies: null,
    };
  }
  if (isTaken) {
    return { outcome: 'cached', reason: `so are its ${count(taken, 'cell')}`, copies: null };
  }
  const reason = `${count(cells.length - taken, 'cell')} of ${cells.length} must run`;
  return { outcome: 'runs', reason, copies: copiesOf(manifest, step) };
}

async function whyItRuns(foresight: Foresight, step: PlanStep, row: StepRow): Promise<string> {
  const { plan, rehearsal, sources, tree } = foresight;
  const { options } = rehearsal.header;
  if (row.result === 'failure') return `it fails at once: ${row.reason ?? ''}`;
  if (row.state === 'waiting') return whyItWaits(foresight, step, row);
  if (row.state === 'approval') return 'it is to be approved first';
  const asked = step.cache === null ? null : whyAskedFor(options, step.id);
  if (asked !== null) return asked;
  if (rehearsal.lost.has(row.key)) return LOST_WORK;
  const missed = rehearsal.missed.get(row.key);
  if (missed === undefined) return whyNeverCached(step);
  const { parts, pipeline } = missed;
  const at = foresight.clock.now();
  const work = { pipeline, key: row.key, parts, step, file: plan.file, tree, run: null, at };
  return (await explainWork(sources, work)).join('; ');
}

function copiesOf(manifest: Manifest, step: PlanStep): Forecast['copies'] {
  const { files, size } = measureManifest(selectFiles(manifest, seenFiles(step)).manifest);
  return { files, bytes: size };
}
