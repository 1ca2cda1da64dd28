import type {
  ComparedExamples,
  ComparedPairs,
  MeasuredMetric,
} from '../../../evaluation/comparison.ts';
import { sliceKey } from '../../../evaluation/slices.ts';
import { isSameNumber } from '../../../math/same-number.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Baseline, GateComparison, SliceComparison } from '../../domain/gate.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { storedExamples } from '../../domain/kept-examples.ts';
import { slicesIn } from '../../domain/kept-slices.ts';
import type { PlanStep } from '../../domain/plan.ts';
import { isMeant } from '../../domain/selected-slices.ts';
import type { StepProducts } from '../../domain/run/event.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Comparer } from '../comparing/comparer.ts';
import { whyNotSure } from '../comparing/same-judge.ts';
import { askedBy, askedSlices, type ComparisonQuestion } from '../comparing/comparison-question.ts';

/** A step whose gates are to be judged, and what it measured. */
export type Judged = {
  readonly header: RunHeader;
  readonly step: PlanStep;
} & Pick<StepProducts, 'metrics' | 'examples' | 'slices'>;

/** A baseline with what examples say beside it, where the gate must be sure and the baseline has some. */
export async function withGateComparison(
  comparer: Pick<Comparer, 'known'>,
  judged: Judged,
  gate: GateSpec,
  baseline: Baseline,
): Promise<Baseline> {
  const { test } = gate;
  if (test.type !== 'baseline' || test.bound === undefined) return baseline;
  if (baseline.type !== 'found' || storedExamples(baseline.examples) === null) return baseline;
  if (baseline.otherwise !== undefined) return baseline;
  const question = gateQuestion(judged, baseline);
  return { ...baseline, ...(await saidFor(comparer, question, { judged, gate })) };
}

type Said = Pick<Extract<Baseline, { type: 'found' }>, 'comparison' | 'ofSlices'>;

async function saidFor(
  comparer: Pick<Comparer, 'known'>,
  question: ComparisonQuestion | string,
  { judged, gate }: { readonly judged: Judged; readonly gate: GateSpec },
): Promise<Said> {
  if (typeof question === 'string') return { comparison: refused(question) };
  if (question.now.digest === question.before?.digest) return { comparison: { type: 'same' } };
  const [known = null] = await comparer.known([question]);
  if (known === null) return { comparison: { type: 'under-way' } };
  const { metric, slice } = gate;
  if (slice === undefined) return { comparison: saidOf(known, metric, judged.metrics) };
  return {
    comparison: refused('its examples say nothing of this slice'),
    ofSlices: saidOfSlices(known, { metric, slice }, judged.slices),
  };
}

/** What is to be asked for a gate; a text: why nothing can be. Nothing of it is of a table. */
export function gateQuestion(
  { header, step, examples, slices }: Judged,
  baseline: Extract<Baseline, { type: 'found' }>,
): ComparisonQuestion | string {
  const spec = step.report?.examples;
  if (spec === undefined) return `${step.id} has no \`report.examples\` to be sure by`;
  const now = storedExamples(examples);
  const before = storedExamples(baseline.examples);
  if (now === null || before === null) return `${step.id} kept no examples to be sure by`;
  const why = whyNotSure(step.report?.judge, now);
  if (why !== null) return why;
  return { ...askedBy(header), spec, now, before, ...askedSlices(slices) };
}

function saidOf(
  { measured, beside }: ComparedExamples,
  metric: string,
  metrics: Judged['metrics'],
): GateComparison {
  const found = ownValue(beside?.metrics ?? {}, metric);
  if (beside === null || found === undefined) {
    return refused(`its examples say nothing of ${metric}`);
  }
  // What they quote of tables is for those who may read the run.
  if (found.type === 'not-compared') return refused('its examples could not be compared');
  const written = ownValue(metrics, metric);
  const reason = leftOut(beside) ?? givenOtherwise(ownValue(measured, metric), written);
  return reason === null ? found : refused(reason);
}

function saidOfSlices(
  { beside }: ComparedExamples,
  { metric, slice }: Required<Pick<GateSpec, 'metric' | 'slice'>>,
  slices: Judged['slices'],
): readonly SliceComparison[] {
  const written = new Map(slicesIn(slices).map(({ by, metrics }) => [sliceKey(by), metrics]));
  const gone = beside === null ? null : leftOut(beside);
  const meant = (beside?.slices ?? []).filter(({ by }) => isMeant(slice.by, by));
  return meant.map(({ by, pairs, metrics }): SliceComparison => {
    const found = ownValue(metrics, metric);
    const own = ownValue(written.get(sliceKey(by)) ?? {}, metric);
    if (found === undefined || found.type === 'not-compared') {
      return { by, comparison: refused('its examples could not be compared in this slice') };
    }
    const reason = gone ?? leftOut({ pairs }) ?? whyOther(found.value, own);
    return { by, comparison: reason === null ? found : refused(reason) };
  });
}

/** A share of the baseline's examples that may be gone. */
const MOST_LEFT_OUT = 0.01;

/** Who leaves out what went wrong is better for it. Null: as good as all are there. */
function leftOut({
  pairs: { by, paired, onlyBefore },
}: Pick<ComparedPairs, 'pairs'>): string | null {
  const all = paired + onlyBefore;
  if (onlyBefore <= all * MOST_LEFT_OUT) return null;
  const [gone, of] = [onlyBefore, all].map((count) => count.toLocaleString('en-US'));
  const what = by === 'id' ? 'examples' : 'clusters';
  return `it leaves out ${gone} of ${of} ${what} that the baseline has`;
}

function givenOtherwise(
  measured: MeasuredMetric | undefined,
  written: number | undefined,
): string | null {
  if (measured === undefined || measured.type === 'not-measured') return null;
  return whyOther(measured.value, written);
}

/** Null: the number that was written is the one that its examples give, as far as anybody can tell. */
function whyOther(given: number, written: number | undefined): string | null {
  if (written === undefined || isSameNumber(written, given)) return null;
  return `its examples give ${Number(given.toPrecision(4))}`;
}

function refused(reason: string): GateComparison {
  return { type: 'refused', reason };
}
