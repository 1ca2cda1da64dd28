import type {
  AliasMove,
  Deployed,
  Freeze,
  ModelAlias,
  ModelVersion,
  Origin,
  VersionMark,
} from '../../domain/model.ts';
import type { Plan } from '../../domain/plan.ts';
import type { Approval } from '../../domain/run/approval.ts';
import type { RunHeader } from '../../domain/run/run.ts';

/** All that a registry knows of a model. */
export type ModelFacts = {
  readonly model: string;
  /** Newest first. */
  readonly versions: readonly ModelVersion[];
  readonly marks: readonly VersionMark[];
  readonly aliases: readonly ModelAlias[];
  /** Newest first. */
  readonly history: readonly AliasMove[];
  readonly deployed: readonly Deployed[];
  /** While it lasts: its aliases stay where they are. Left out: they may move. */
  readonly freeze?: Freeze;
};

/** All that is known of a version and of where it came from. */
export type VersionFacts = {
  readonly of: ModelFacts;
  readonly version: ModelVersion;
  /** Runs that registered it, the one that made it first; those that were forgotten are left out. */
  readonly runs: readonly KnownRun[];
  /** Of the run that made it; null: that was forgotten. */
  readonly plan: Plan | null;
  /** Decisions on steps of runs that registered it or moved an alias to it, oldest first. */
  readonly reviews: readonly Review[];
  readonly origins: readonly Origin[];
  /** Versions that came from this one. */
  readonly usedBy: readonly Pick<ModelVersion, 'model' | 'version'>[];
};

/** Of a run, what is told with a version. */
export type KnownRun = Pick<
  RunHeader,
  | 'id'
  | 'number'
  | 'attempt'
  | 'pipeline'
  | 'sha'
  | 'dirty'
  | 'trigger'
  | 'actor'
  | 'createdAt'
  | 'params'
> & { readonly hosted?: { readonly pull: number | null } };

export type Review = Approval & { readonly run: string; readonly key: string };

/** What a service runs, beside what the alias says. */
export type Reality = {
  readonly deployed: Deployed;
  /** The version that runs there; null: none of this model. */
  readonly runs: number | null;
  /** The version behind the alias; null: there is no such alias any more. */
  readonly wanted: number | null;
  readonly differs: boolean;
};

/** Where alias and reality are, environment by environment. Several versions may have the same bytes. */
export function realities({ deployed, versions, aliases }: ModelFacts): readonly Reality[] {
  return deployed.map((said) => {
    const wanted = aliases.find(({ alias }) => alias === said.alias)?.version ?? null;
    const same = versions.filter(({ artifact }) => artifact.digest === said.digest);
    const isRight = same.some(({ version }) => version === wanted);
    const runs = isRight ? wanted : (same[0]?.version ?? null);
    return { deployed: said, runs, wanted, differs: !isRight };
  });
}

/** A difference between alias and reality, as a sentence; null: there is none. */
export function differenceText({ deployed, runs, wanted, differs }: Reality): string | null {
  if (!differs) return null;
  const { model, alias, environment } = deployed;
  const there = runs === null ? 'bytes that are no version of it' : `v${runs}`;
  const here = wanted === null ? 'does not exist any more' : `is v${wanted}`;
  return `${environment} runs ${there}, but ${model}@${alias} ${here}`;
}

/** Aliases that point to a version now. */
export function aliasesOf(
  { aliases }: Pick<ModelFacts, 'aliases'>,
  version: number,
): readonly string[] {
  return aliases.filter((alias) => alias.version === version).map(({ alias }) => alias);
}
