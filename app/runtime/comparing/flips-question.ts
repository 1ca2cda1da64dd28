import { storedExamples } from '../../domain/kept-examples.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { Side } from '../../reports/report/report.ts';
import { beforeOf, type Reported } from './compare-sides.ts';
import { askedBy, type ComparisonQuestion } from './comparison-question.ts';

/** What is asked for the examples that moved most against the first side that has some; null: nothing can be. */
export function flipsQuestion(
  { header, step, examples }: Omit<Reported, 'learned'>,
  sides: readonly Side[],
): ComparisonQuestion | null {
  const spec = step.report?.examples;
  const now = storedExamples(examples);
  const metric = spec === undefined ? null : metricOf(step, Object.keys(spec.metrics));
  const beside = firstBeside(step, sides);
  if (spec === undefined || now === null || metric === null || beside === null) return null;
  const { side, before } = beside;
  if (before.digest === now.digest) return null;
  const isUp = step.metrics?.minimize.includes(metric) !== true;
  const ask = { type: 'flips', metric, isUp, against: side.name } as const;
  return { ...askedBy(header), spec, now, before, ask };
}

/** Null: there is none, or pairs were judged, of which each run has its own. */
function firstBeside({ report }: PlanStep, sides: readonly Side[]) {
  if (report?.judge?.against != null) return null;
  const found = sides.flatMap((side) => {
    const before = beforeOf(side);
    return before === null ? [] : [{ side, before }];
  });
  return found[0] ?? null;
}

/** By which the model is judged, where its examples have that. */
function metricOf({ metrics }: PlanStep, names: readonly string[]): string | null {
  const primary = metrics?.primary ?? null;
  return names.find((name) => name === primary) ?? names[0] ?? null;
}
