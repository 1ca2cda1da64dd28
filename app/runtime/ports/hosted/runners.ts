import type { RepositoryRef } from '../../../domain/hosted.ts';

/** Runners of GitHub Actions that exist for one job each. */
export interface Runners {
  /**
   * Registers a runner that takes one job with this label and no other, and gives what it is started with; one of the same
   * name is replaced. Throws a `RunnerRefused` for what GitHub will not do until somebody changes something.
   */
  register(repository: RepositoryRef, runner: RunnerOrder): Promise<RegisteredRunner>;
  /** Removes one that is left; one that is gone already is no error. */
  remove(repository: RepositoryRef, runner: number): Promise<void>;
  /** Removes whatever runner of this name is left. */
  clear(repository: RepositoryRef, name: string): Promise<void>;
  /** Those that are registered for these repositories, or for their owners, under names of machines. */
  left(repositories: readonly RepositoryRef[]): Promise<readonly LeftRunner[]>;
  /** The newest program for a kind of machine. `anew`: what was read before is too old. */
  program(repository: RepositoryRef, arch: RunnerArch, anew: boolean): Promise<RunnerProgram>;
}

export type RunnerOrder = {
  readonly name: string;
  readonly label: string;
  /** The branch or tag that its job runs on. */
  readonly ref: string | null;
};
/** `configuration`: a secret until the runner has registered. */
export type RegisteredRunner = { readonly id: number; readonly configuration: string };
/** `repository`: one by which it can be removed. */
export type LeftRunner = {
  readonly repository: RepositoryRef;
  readonly id: number;
  readonly name: string;
  readonly isBusy: boolean;
};
export type RunnerArch = 'x64' | 'arm64';
export type RunnerProgram = {
  readonly version: string;
  readonly url: string;
  /** Hex. */
  readonly sha256: string;
};

/** GitHub lets the App have no runner; the message says why and what to do. */
export class RunnerRefused extends Error {
  override readonly name = 'RunnerRefused';
}
