import type {
  ComparedExamples,
  ComparedPairs,
  MeasuredMetric,
} from '../../../evaluation/comparison.ts';
import { isSameNumber } from '../../../math/same-number.ts';
import { ownValue } from '../../domain/own-value.ts';
import type { Baseline, GateComparison } from '../../domain/gate.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { storedExamples } from '../../domain/kept-examples.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { StepProducts } from '../../domain/run/event.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Comparer } from './comparer.ts';
import { askedBy, type ComparisonQuestion } from './comparison-question.ts';

/** A step whose gates are to be judged, and what it measured. */
export type Judged = {
  readonly header: RunHeader;
  readonly step: PlanStep;
} & Pick<StepProducts, 'metrics' | 'examples'>;

/** A baseline with what examples say beside it, where the gate must be sure and the baseline has some. */
export async function withGateComparison(
  comparer: Pick<Comparer, 'known'>,
  judged: Judged,
  { metric, test }: GateSpec,
  baseline: Baseline,
): Promise<Baseline> {
  if (test.type !== 'baseline' || test.bound === undefined) return baseline;
  if (baseline.type !== 'found' || storedExamples(baseline.examples) === null) return baseline;
  const question = gateQuestion(judged, baseline);
  const comparison =
    typeof question === 'string'
      ? refused(question)
      : await comparisonOf(comparer, question, { judged, metric });
  return { ...baseline, comparison };
}

/** What is to be asked for a gate; a text: why nothing can be. Nothing of it is of a table. */
export function gateQuestion(
  { header, step, examples }: Judged,
  baseline: Extract<Baseline, { type: 'found' }>,
): ComparisonQuestion | string {
  const spec = step.report?.examples;
  if (spec === undefined) return `${step.id} has no \`report.examples\` to be sure by`;
  const now = storedExamples(examples);
  const before = storedExamples(baseline.examples);
  if (now === null || before === null) return `${step.id} kept no examples to be sure by`;
  return { ...askedBy(header), spec, now, before };
}

type About = { readonly judged: Judged; readonly metric: string };

async function comparisonOf(
  comparer: Pick<Comparer, 'known'>,
  question: ComparisonQuestion,
  { judged, metric }: About,
): Promise<GateComparison> {
  if (question.now.digest === question.before?.digest) return { type: 'same' };
  const [known = null] = await comparer.known([question]);
  return known === null ? { type: 'under-way' } : saidOf(known, metric, judged.metrics);
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

/** A share of the baseline's examples that may be gone. */
const MOST_LEFT_OUT = 0.01;

/** Who leaves out what went wrong is better for it. Null: as good as all are there. */
function leftOut({ pairs: { by, paired, onlyBefore } }: ComparedPairs): string | null {
  const all = paired + onlyBefore;
  if (onlyBefore <= all * MOST_LEFT_OUT) return null;
  const [gone, of] = [onlyBefore, all].map((count) => count.toLocaleString('en-US'));
  const what = by === 'id' ? 'examples' : 'clusters';
  return `it leaves out ${gone} of ${of} ${what} that the baseline has`;
}

/** Null: the number that was written is the one that its examples give, as far as anybody can tell. */
function givenOtherwise(
  measured: MeasuredMetric | undefined,
  written: number | undefined,
): string | null {
  if (written === undefined || measured === undefined || measured.type === 'not-measured') {
    return null;
  }
  const { value: given } = measured;
  if (isSameNumber(written, given)) return null;
  return `its examples give ${Number(given.toPrecision(4))}`;
}

function refused(reason: string): GateComparison {
  return { type: 'refused', reason };
}
