import type { ExamplesFormat, ExamplesSpec } from '../../../evaluation/examples-file.ts';
import type { VerdictForm } from '../../../evaluation/judge.ts';
import { sliceKey, type SliceBy } from '../../../evaluation/slices.ts';
import type { Json } from '../../domain/json.ts';
import { slicesIn, type KeptSlices } from '../../domain/kept-slices.ts';
import type { TrainingSpec } from '../../../evaluation/leakage.ts';
import type { RunHeader } from '../../domain/run/run.ts';
import { scopeOf, type Scope } from '../../domain/scope.ts';
import { digestOfJson, type Digest } from '../../domain/digest.ts';

/** What is asked of the examples of a run. */
export type ComparisonQuestion = {
  /** Whose they are. */
  readonly run: string;
  /** Who waits: each has a turn of its own. An installation; 0 on a laptop. */
  readonly asker: number;
  /** Who may read the run: nobody is told what others were. */
  readonly scope: Scope;
  readonly spec: ExamplesSpec;
  readonly now: Table;
  /** Null: what they say of this run alone. */
  readonly before: Table | null;
  /** Parts of the data that are compared beside the whole; left out: none. */
  readonly slices?: readonly SliceBy[];
  /** What is asked beside, or in place of what the metrics say; left out: nothing. */
  readonly ask?: SpecialAsk;
};

export type SpecialAsk =
  /** What of the test the model has learned from. */
  | { readonly type: 'leakage'; readonly training: readonly LearnedTable[] }
  /** The examples that moved most against a side, by this metric; more of a plain number is better where `isUp`. */
  | {
      readonly type: 'flips';
      readonly metric: string;
      readonly isUp: boolean;
      readonly against: string;
    };

/** A table that a model learned from. */
export type LearnedTable = {
  /** As it is told: `train.data`. */
  readonly input: string;
  readonly spec: TrainingSpec;
  /** What is stored; a text: why nothing is. */
  readonly artifact: { readonly digest: Digest; readonly path: string } | { readonly not: string };
};

/** One that is stored: of the manifest of a single file. */
export type Table = { readonly digest: string; readonly format: ExamplesFormat };

/** The same for all who ask the same of the same bytes. */
export function comparisonId({
  run,
  scope,
  spec,
  now,
  before,
  slices = [],
  ask,
}: ComparisonQuestion): Digest {
  const { id, cluster, time, metrics, verdicts } = spec;
  return digestOfJson([
    METHODS,
    scope,
    [now.digest, now.format],
    before === null ? null : [before.digest, before.format],
    id,
    cluster,
    Object.entries(metrics).map(([name, statistic]) => [name, { ...statistic }]),
    ...(verdicts === undefined ? [] : [formOf(verdicts)]),
    ...(slices.length === 0 ? [] : [slices.map(sliceKey)]),
    ...(ask === undefined
      ? []
      : [asJson([time ?? null, ask, ask.type === 'flips' ? [run, spec.show] : null])]),
  ]);
}

function formOf({ verdict, sample, first, scale }: VerdictForm): Json {
  return [verdict, sample, first, scale === null ? null : [scale.low, scale.high]];
}

/** As it is written: nothing of it is left out. What moved is found again by its run. */
function asJson(asked: unknown): string {
  return JSON.stringify(asked);
}

/** The parts of the data that are asked for: those that the run has measured itself. */
export function askedSlices(kept: KeptSlices | undefined): Pick<ComparisonQuestion, 'slices'> {
  const slices = slicesIn(kept).map(({ by }) => by);
  return slices.length === 0 ? {} : { slices };
}

/** Counts up when the same examples are to be judged in another way than they were. */
const METHODS = 1;

/** What all questions of a run have in common. */
export function askedBy(header: RunHeader): Pick<ComparisonQuestion, 'run' | 'asker' | 'scope'> {
  const { id: run, hosted } = header;
  return { run, asker: hosted?.repository.installation ?? 0, scope: scopeOf(header) };
}
