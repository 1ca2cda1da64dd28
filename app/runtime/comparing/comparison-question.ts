import type { ExamplesFormat, ExamplesSpec } from '../../../evaluation/examples-file.ts';
import { digestOfJson, type Digest } from '../../domain/digest.ts';

/** What is asked of the examples of a run. */
export type ComparisonQuestion = {
  /** Whose they are. */
  readonly run: string;
  /** Who waits: each has a turn of its own. A repository; 0 on a laptop. */
  readonly asker: number;
  readonly spec: ExamplesSpec;
  readonly now: Table;
  /** Null: what they say of this run alone. */
  readonly before: Table | null;
};

/** One that is stored: of the manifest of a single file. */
export type Table = { readonly digest: string; readonly format: ExamplesFormat };

/** The same for all who ask the same of the same bytes. */
export function comparisonId({ spec, now, before }: ComparisonQuestion): Digest {
  const { id, cluster, metrics } = spec;
  return digestOfJson([
    METHODS,
    now.digest,
    before?.digest ?? null,
    id,
    cluster,
    Object.entries(metrics).map(([name, statistic]) => [name, { ...statistic }]),
  ]);
}

/** Counts up when the same examples are to be judged in another way than they were. */
const METHODS = 1;
