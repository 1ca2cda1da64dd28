import type { ExamplesFormat } from '../../evaluation/examples-file.ts';
import type { Digest } from './digest.ts';

/** What became of the table that a step measured example by example. */
export type KeptExamples =
  | {
      /** Of the manifest of a single file, as that of an output. */
      readonly digest: Digest;
      /** Bytes. */
      readonly size: number;
      readonly rows: number;
      readonly format: ExamplesFormat;
    }
  /** Why it is not kept, for a person, to follow "not compared: ". */
  | { readonly notCompared: string };

/** The table that is stored; null: none is. */
export function storedExamples(
  examples: KeptExamples | undefined,
): Exclude<KeptExamples, { readonly notCompared: string }> | null {
  return examples === undefined || 'notCompared' in examples ? null : examples;
}
