import type { ModelAlias, ModelVersion } from '../../domain/model.ts';
import type { Scope } from '../../domain/scope.ts';

export type AliasMove = ModelAlias & { readonly from: number | null };

/** `scope` is `registryOf` a run; left out: of this machine. */
export interface Registry {
  /** Names of all models. */
  models(scope?: Scope): Promise<readonly string[]>;
  /** Newest first. */
  versions(model: string, scope?: Scope): Promise<readonly ModelVersion[]>;
  version(model: string, version: number, scope?: Scope): Promise<ModelVersion | null>;
  /** The versions that a run registered. */
  ofRun(run: string): Promise<readonly ModelVersion[]>;
  aliases(model: string, scope?: Scope): Promise<readonly ModelAlias[]>;
  alias(model: string, alias: string, scope?: Scope): Promise<ModelAlias | null>;
  /** Newest first. */
  history(model: string, scope?: Scope): Promise<readonly AliasMove[]>;
}

/** `scope` as in `Registry`. */
export type RegistryChange =
  /** Conflicts if the version, or another version for its run and key, exists. */
  | { readonly type: 'model.register'; readonly version: ModelVersion; readonly scope?: Scope }
  /** Moves an alias and keeps the move in its history; conflicts if it stands elsewhere than at `from`. */
  | {
      readonly type: 'alias.move';
      readonly scope?: Scope;
      readonly alias: ModelAlias;
      /** The version it pointed to; null: it did not exist. */
      readonly from: number | null;
    };
