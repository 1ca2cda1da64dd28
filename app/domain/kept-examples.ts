import type { ExamplesFormat } from '../../evaluation/examples-file.ts';
import type { KeptJudge } from '../../evaluation/judge.ts';
import type { Digest } from './digest.ts';

/** What became of the table that a step measured example by example. */
export type KeptExamples =
  | StoredExamples
  /** Why it is not kept, for a person, to follow "not compared: ". */
  | { readonly notCompared: string };

/** A table that is kept. */
export type StoredExamples = {
  /** Of the manifest of a single file, as that of an output. */
  readonly digest: Digest;
  /** Bytes. */
  readonly size: number;
  readonly rows: number;
  readonly format: ExamplesFormat;
  /** Who gave the verdicts in it; left out: it holds none. */
  readonly judge?: KeptJudge;
};

/** The table that is stored; null: none is. */
export function storedExamples<T extends object>(
  examples: T | { readonly notCompared: string } | undefined,
): T | null {
  return examples === undefined || 'notCompared' in examples ? null : examples;
}
