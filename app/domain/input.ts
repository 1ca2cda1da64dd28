import type { TrainingSpec } from '../../evaluation/leakage.ts';
import type { ArtifactRef } from './artifact.ts';

/** What a step of a plan is given. */
export type InputSpec = StepInput | LocalInput | ModelInput;

/** Left out: no model learns from it, as far as anybody said. */
type Learned = { readonly training?: TrainingSpec };

/** What another step makes. */
export type StepInput = Learned & {
  readonly step: string;
  readonly output: string;
  /**
   * Of a matrix step: the one with the best primary metric, or the one with the values of the cell that takes it. Left
   * out: all that succeeded, each in a folder.
   */
  readonly cells?: 'best' | 'same';
  /** Where it is put, relative to the repository's root; null: where it was produced. */
  readonly path: string | null;
  readonly writable: boolean;
  readonly optional: boolean;
};

/** A file or folder of the machine that is no file of the repository, as what git ignores. */
export type LocalInput = Learned & {
  /** As it was written. */
  readonly uri: string;
  /** Where it lies, relative to the repository's root. */
  readonly source: string;
  /** `reference`: read where it lies. `copy`: kept, as what a step makes. */
  readonly mode: 'reference' | 'copy';
  /** What was there when the run was prepared; null: nothing, or nobody has looked. */
  readonly pinned: ArtifactRef | null;
  readonly path: string;
  readonly writable: boolean;
  readonly optional: boolean;
};

export type FrozenModel = {
  readonly version: number;
  readonly artifact: ArtifactRef;
  /** Of the registry of a server, `acme/churn on mlp.example.com`; left out: of the run's own. */
  readonly of?: string;
};

/** A registered version, as an alias points to it when the run is made. */
export type ModelInput = {
  readonly model: string;
  readonly alias: string;
  /** Null: the alias points nowhere, or nobody has looked (`freezeModels`). */
  readonly frozen: FrozenModel | null;
  readonly path: string;
  readonly writable: boolean;
  readonly optional: boolean;
};

/** The version that stands behind an input, as people know it: `churn v3`, `churn v3 of acme/churn on mlp.example.com`. */
export function versionName({ model, frozen }: Pick<ModelInput, 'model' | 'frozen'>): string {
  const of = frozen?.of === undefined ? '' : ` of ${frozen.of}`;
  return `${model} v${frozen?.version ?? 0}${of}`;
}
