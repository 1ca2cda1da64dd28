import type { MetricComparison } from '../../../evaluation/comparison.ts';
import type { Baseline, Same, UnderWay } from '../../domain/gate.ts';
import type { GateSpec } from '../../domain/gate-spec.ts';
import { storedExamples, type KeptExamples } from '../../domain/kept-examples.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Comparer } from './comparer.ts';
import type { ComparisonQuestion } from './comparison-question.ts';

/** A step whose gates are to be judged, and what it measured example by example. */
export type Judged = {
  readonly header: RunHeader;
  readonly step: PlanStep;
  /** Left out: it kept none. */
  readonly examples: KeptExamples | undefined;
};

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
      ? ({ type: 'not-compared', reason: question } as const)
      : await comparisonOf(comparer, question, metric);
  return { ...baseline, comparison };
}

async function comparisonOf(
  comparer: Pick<Comparer, 'known'>,
  question: ComparisonQuestion,
  metric: string,
): Promise<MetricComparison | UnderWay | Same> {
  if (question.now.digest === question.before?.digest) return { type: 'same' };
  const [known = null] = await comparer.known([question]);
  return known === null ? UNDER_WAY : metricOf(known.beside?.metrics ?? {}, metric);
}

const UNDER_WAY = { type: 'under-way' } as const;

/** What is to be asked for a gate; a text: why nothing can be. */
export function gateQuestion(
  { header, step, examples }: Judged,
  baseline: Extract<Baseline, { type: 'found' }>,
): ComparisonQuestion | string {
  const spec = step.report?.examples;
  if (spec === undefined) return `${step.id} has no \`report.examples\` to be sure by`;
  const now = storedExamples(examples);
  const before = storedExamples(baseline.examples);
  if (now === null || before === null) {
    return examples !== undefined && 'notCompared' in examples
      ? `its examples are not compared: ${examples.notCompared}`
      : `${step.id} kept no examples to be sure by`;
  }
  const asker = header.hosted?.repository.id ?? 0;
  return { run: header.id, asker, spec, now, before };
}

function metricOf(
  metrics: Readonly<Record<string, MetricComparison>>,
  name: string,
): MetricComparison {
  const found = Object.hasOwn(metrics, name) ? metrics[name] : undefined;
  return found ?? { type: 'not-compared', reason: `its examples say nothing of ${name}` };
}
