import type { ExamplesFormat, ExamplesSpec } from '../../../evaluation/examples-file.ts';
import { sliceKey, type SliceBy } from '../../../evaluation/slices.ts';
import { slicesIn, type KeptSlices } from '../../domain/kept-slices.ts';
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
};

/** One that is stored: of the manifest of a single file. */
export type Table = { readonly digest: string; readonly format: ExamplesFormat };

/** The same for all who ask the same of the same bytes. */
export function comparisonId({
  scope,
  spec,
  now,
  before,
  slices = [],
}: ComparisonQuestion): Digest {
  const { id, cluster, metrics } = spec;
  return digestOfJson([
    METHODS,
    scope,
    [now.digest, now.format],
    before === null ? null : [before.digest, before.format],
    id,
    cluster,
    Object.entries(metrics).map(([name, statistic]) => [name, { ...statistic }]),
    ...(slices.length === 0 ? [] : [slices.map(sliceKey)]),
  ]);
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
