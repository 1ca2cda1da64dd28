import type { ArtifactRef } from './artifact.ts';
import type { JsonMap } from './json.ts';
import type { PlanStep } from './plan.ts';
import type { Cell } from './cell.ts';

/** A step or cell whose expressions have been evaluated: what a cache key is made of, and a ticket. */
export type ResolvedStep = {
  readonly step: PlanStep;
  readonly key: string;
  readonly cell: Cell | null;
  /** Text for the shell; null: nothing to run (`register`, `promote`). */
  readonly script: string | null;
  /** Without secrets. */
  readonly env: Readonly<Record<string, string>>;
  /** By input name; an absent optional input is not here. */
  readonly inputs: Readonly<Record<string, ResolvedInput>>;
  /** The params named in the step's `params`, with their values. */
  readonly params: JsonMap;
};

export type ResolvedInput = {
  /** What is put in place. Of a matrix step: its cells' artifacts, each in its cell's folder, and `cells.json`. */
  readonly content:
    | { readonly type: 'artifact'; readonly artifact: ArtifactRef }
    /** Read where it lies, of which nothing is stored. */
    | { readonly type: 'reference'; readonly artifact: ArtifactRef }
    | { readonly type: 'cells'; readonly cells: readonly CellContent[]; readonly index: string };
  /** Relative to the repository's root. */
  readonly path: string;
  readonly writable: boolean;
  /** Of data from outside. */
  readonly uri?: string;
};
export type CellContent = { readonly folder: string; readonly artifact: ArtifactRef };
