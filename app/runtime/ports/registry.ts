import type {
  AliasHolder,
  AliasMove,
  Deployed,
  Freeze,
  ModelAlias,
  ModelVersion,
  Origin,
  VersionMark,
} from '../../domain/model.ts';
import type { Digest } from '../../domain/digest.ts';
import type { OpenEmergency } from '../../domain/run/by-hand.ts';
import type { Instant } from '../../domain/run/instant.ts';
import type { Scope } from '../../domain/scope.ts';

/** `key`: the row of the run that registered the version. */
export type Registration = { readonly key: string; readonly version: ModelVersion };

/** `scope` is `registryOf` a run; left out: of this machine. */
export interface Registry {
  /** Names of all models. */
  models(scope?: Scope): Promise<readonly string[]>;
  /** Newest first. */
  versions(model: string, scope?: Scope, part?: VersionPart): Promise<readonly ModelVersion[]>;
  /** How many versions are kept of a model. */
  count(model: string, scope?: Scope): Promise<number>;
  version(model: string, version: number, scope?: Scope): Promise<ModelVersion | null>;
  /** Versions that a run registered which keeps what it makes in one of `readable`; newest first. */
  registeredWithin(
    model: string,
    readable: readonly Scope[],
    scope?: Scope,
    of?: VersionFilter,
  ): Promise<readonly ModelVersion[]>;
  /** Runs that keep what they make in `within` and registered a version of the same bytes, measured by the same step; newest first. */
  runsThatRegistered(
    version: Pick<ModelVersion, 'model' | 'artifact' | 'metricsStep'>,
    of: { readonly within: Scope; readonly limit: number; readonly scope?: Scope },
  ): Promise<readonly string[]>;
  /** What a run registered, whether it made the version or found it. */
  ofRun(run: string): Promise<readonly Registration[]>;
  aliases(model: string, scope?: Scope): Promise<readonly ModelAlias[]>;
  alias(model: string, alias: string, scope?: Scope): Promise<ModelAlias | null>;
  /** Newest first. */
  history(model: string, scope?: Scope, part?: MovePart): Promise<readonly AliasMove[]>;
  /** What was said of the versions of a model. */
  marks(model: string, scope?: Scope): Promise<readonly VersionMark[]>;
  /** What a version came from, as far as it was noted when it was registered. */
  origins(model: string, version: number, scope?: Scope): Promise<readonly Origin[]>;
  /** Versions that came from contents whose digest begins so; newest first. */
  madeFrom(
    digest: string,
    of: { readonly limit: number; readonly scope?: Scope },
  ): Promise<readonly MadeFrom[]>;
  /** Runs that registered a version, whether they made it or found it; oldest first. */
  runsOf(
    model: string,
    version: number,
    of: { readonly limit: number; readonly scope?: Scope },
  ): Promise<readonly string[]>;
  /** The last freeze of a model, whether or not it is over; null: there is none, or it was taken back. */
  freeze(model: string, scope?: Scope): Promise<Freeze | null>;
  /** Promotions of a repository that waited for no approval and that nobody else has looked at yet; those due first come first. */
  emergencies(repository: number): Promise<readonly OpenEmergency[]>;
  /** What services said last that they run of a model. */
  deployed(model: string, scope?: Scope): Promise<readonly Deployed[]>;
}

/** Which versions; left out: any. */
export type VersionFilter = {
  readonly version?: number;
  /** Of these bytes. */
  readonly digest?: Digest;
};

export type VersionPart = VersionFilter & {
  /** The newest of them; left out: all. */
  readonly limit?: number;
};

export type MovePart = {
  /** Of this alias; left out: of any. */
  readonly alias?: string;
  /** The newest of them; left out: all. */
  readonly limit?: number;
};

/** A version and what it came from. */
export type MadeFrom = Pick<ModelVersion, 'model' | 'version'> & { readonly origin: Origin };

/** `scope` as in `Registry`. */
export type RegistryChange =
  /** Makes a version. Conflicts if it, or another version for its run and key, exists. `within`: `scopeOf` its run. */
  | {
      readonly type: 'model.register';
      readonly version: ModelVersion;
      /** What it came from. Left out: nobody looked. */
      readonly origins?: readonly Origin[];
      readonly scope?: Scope;
      readonly within?: Scope;
    }
  /** Notes that a row of a run registered a version that was there. Conflicts if the row registered another. */
  | {
      readonly type: 'model.register-again';
      readonly run: string;
      readonly key: string;
      readonly version: Pick<ModelVersion, 'model' | 'version'>;
      readonly scope?: Scope;
      readonly within?: Scope;
    }
  /** Keeps that somebody else is to look at a promotion. */
  | { readonly type: 'emergency.open'; readonly emergency: OpenEmergency }
  /** Somebody did. Conflicts if somebody had. */
  | { readonly type: 'emergency.reviewed'; readonly run: string }
  /** Moves an alias and keeps the move in its history; conflicts if it stands elsewhere than at `from`, the version is deleted, or the model is frozen. */
  | {
      readonly type: 'alias.move';
      readonly scope?: Scope;
      readonly alias: ModelAlias;
      /** The version it pointed to; null: it did not exist. */
      readonly from: number | null;
      /** As it stood when it was decided, for which it conflicts if it does not any more; left out: `from` alone tells. */
      readonly before?: ModelAlias | null;
      /** It was decided that a freeze does not hold it; left out: one does. */
      readonly passesFreeze?: true;
    }
  /** A row of a run puts an alias where it is already. Conflicts if it stands otherwise than `before`. */
  | {
      readonly type: 'alias.hold';
      readonly scope?: Scope;
      readonly before: ModelAlias;
      readonly holder: AliasHolder;
      readonly at: Instant;
    }
  /** Freezes the aliases of a model, or takes that back. Conflicts unless the freeze before is the one that was seen. */
  | {
      readonly type: 'model.freeze';
      readonly model: string;
      /** Null: it is taken back. */
      readonly freeze: Freeze | null;
      readonly before: Freeze | null;
      readonly at: Instant;
      readonly scope?: Scope;
    }
  /** Says something of a version. Conflicts if that was said before, and for `deleted` if an alias points to it. */
  | { readonly type: 'model.mark'; readonly mark: VersionMark; readonly scope?: Scope }
  /** Takes back that a version is deprecated. Conflicts if it is not. */
  | {
      readonly type: 'model.restore';
      readonly version: Pick<ModelVersion, 'model' | 'version'>;
      readonly scope?: Scope;
    }
  /** Keeps what a service says that it runs, in place of what it said before. */
  | { readonly type: 'model.deployed'; readonly deployed: Deployed; readonly scope?: Scope };
