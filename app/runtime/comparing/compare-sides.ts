import type { ComparedExamples, MeasuredMetric } from '../../../evaluation/comparison.ts';
import type { ExamplesSpec } from '../../../evaluation/examples-file.ts';
import type { Leakage } from '../../../evaluation/leakage.ts';
import { storedExamples, type StoredExamples } from '../../domain/kept-examples.ts';
import type { KeptSlices } from '../../domain/kept-slices.ts';
import type { PlanStep } from '../../domain/plan.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import type { Side, SideComparison } from '../../reports/report/report.ts';
import { isOtherwise } from '../../reports/report/report-words.ts';
import { besideJudge } from './same-judge.ts';
import {
  askedBy,
  askedSlices,
  type ComparisonQuestion,
  type Table as StoredTable,
  type LearnedTable,
} from './comparison-question.ts';

type Table = StoredTable & Pick<StoredExamples, 'judge'>;
type Kept = Table | { readonly notCompared: string };

/** A step of a run that is reported, and what it measured example by example. */
export type Reported = {
  readonly header: RunHeader;
  readonly step: PlanStep;
  /** Left out: it kept none. */
  readonly examples: Kept | undefined;
  /** What it measured on parts of its data; left out: nothing. */
  readonly slices?: KeptSlices | undefined;
  /** What the model has learned from. */
  readonly learned: readonly LearnedTable[];
};

export type ComparedSides = {
  readonly sides: readonly Side[];
  /** What its examples say of the step alone, by metric. */
  readonly measured: Readonly<Record<string, MeasuredMetric>>;
  /** What of the test the model has learned from, as far as anybody declared it. */
  readonly leakage: readonly Leakage[];
  /** What is not known yet. */
  readonly awaited: readonly ComparisonQuestion[];
};

/** Gives each answer in its question's place; null: it is not known yet. */
type Find = (
  questions: readonly ComparisonQuestion[],
) => Promise<readonly (ComparedExamples | null)[]>;

/** The sides of a report with what the examples of both say. One that was measured in another way is not compared. */
export async function compareSides(
  find: Find,
  reported: Reported,
  sides: readonly Side[],
): Promise<ComparedSides> {
  const { step, examples } = reported;
  const { examples: spec, judge } = step.report ?? {};
  const now = storedExamples(examples);
  if (spec === undefined) return { sides, ...NOTHING };
  if (now === null) return { sides: sides.map((side) => without(side, examples)), ...NOTHING };
  const judged = sides.map((side) => besideJudge(side, judge, now));
  return compareTables(find, reported, { spec, now }, judged);
}

type Mine = { readonly spec: ExamplesSpec; readonly now: Table };

async function compareTables(
  find: Find,
  { header, step, slices, learned }: Reported,
  { spec, now }: Mine,
  sides: readonly Side[],
): Promise<ComparedSides> {
  // Pairs have both sides in one table.
  const isOfPairs = step.report?.judge?.against != null;
  const befores = sides.map((side) => (isOfPairs ? null : beforeOf(side)));
  const others = befores.filter((before) => before !== null && before.digest !== now.digest);
  // Beside others it is told how sure it is by itself, too.
  const by = { ...askedBy(header), ...askedSlices(slices) };
  const questions = (others.length > 0 ? others : [null]).map((before) =>
    Object.assign({ spec, now, before }, by),
  );
  const all = [...questions, ...leakageQuestions({ ...askedBy(header), spec, now }, learned)];
  const found = await find(all);
  const awaited = all.filter((_, at) => (found[at] ?? null) === null);
  const answers = found.slice(0, questions.length);
  const left = [...answers];
  return {
    sides: sides.map((side, at) => {
      const before = befores[at] ?? null;
      if (before === null) return side;
      if (before.digest === now.digest) return { ...side, compared: { type: 'same' } };
      return { ...side, compared: comparisonOf(left.shift() ?? null) };
    }),
    measured: answers.find((answer) => answer !== null)?.measured ?? {},
    leakage: found.flatMap((answer) => answer?.leakage ?? []),
    awaited,
  };
}

const NOTHING = { measured: {}, leakage: [], awaited: [] };

/** It is not about metrics: whoever asks of others asks the same. */
function leakageQuestions(
  { spec, ...asked }: Omit<ComparisonQuestion, 'before'>,
  training: readonly LearnedTable[],
): readonly ComparisonQuestion[] {
  if (training.length === 0) return [];
  const ask = { type: 'leakage', training } as const;
  return [{ ...asked, spec: { ...spec, metrics: {} }, before: null, ask }];
}

/** The table that a side is compared by; null: it has none, or may not be compared. */
export function beforeOf(side: Side) {
  if (side.found.type !== 'measured' || isOtherwise(side)) return null;
  return storedExamples(side.found.examples);
}

function comparisonOf(answer: ComparedExamples | null): SideComparison {
  if (answer === null) return { type: 'under-way' };
  if (answer.beside === null) return { type: 'not-compared', reason: 'they were not compared' };
  return { type: 'compared', ...answer.beside };
}

/** Where examples are asked for, and the step kept none. */
function without(side: Side, examples: Kept | undefined): Side {
  if (side.found.type !== 'measured' || isOtherwise(side)) return side;
  const reason =
    examples !== undefined && 'notCompared' in examples
      ? examples.notCompared
      : 'this run kept no examples';
  return { ...side, compared: { type: 'not-compared', reason } };
}
