import type { ArtifactRef } from './artifact.ts';
import type { Digest } from './digest.ts';
import type { ByHand } from './run/by-hand.ts';
import { instantText } from './run/instant-text.ts';
import type { Instant } from './run/instant.ts';

/** One registered version of a model. Versions of a model count from 1 and never change. */
export type ModelVersion = {
  readonly model: string;
  readonly version: number;
  readonly artifact: ArtifactRef;
  readonly run: string;
  /** Row of the register step that made it: with `run` it is unique, so that registering twice is registering once. */
  readonly key: string;
  readonly metrics: Readonly<Record<string, number>>;
  /** Step whose metrics these are. */
  readonly metricsStep: string | null;
  readonly createdAt: Instant;
};

/** `churn@production` → a version. History is kept by the store, one row a move. */
export type ModelAlias = {
  readonly model: string;
  readonly alias: string;
  readonly version: number;
  readonly movedAt: Instant;
  readonly movedBy: string;
  readonly run: string;
  /** The row of the run that moved it; left out: in moves from before that was kept. */
  readonly key?: string;
  /** The last row that put it where it was already; left out: none did. */
  readonly held?: AliasHolder;
};

/** The row of a run by whose word an alias points where it does. */
export type AliasHolder = { readonly run: string; readonly key: string };

/** `from`: the version that it pointed to before; null: it did not exist. */
export type AliasMove = ModelAlias & { readonly from: number | null };

/** What somebody said of a version, which itself never changes. Of a deleted one the bytes go; it stays in the lineage. */
export type VersionMark = {
  readonly model: string;
  readonly version: number;
  readonly mark: 'deprecated' | 'deleted';
  readonly by: string;
  readonly at: Instant;
  readonly reason: string;
};

/** Until a time the aliases of a model stay where they are. */
export type Freeze = {
  readonly model: string;
  readonly at: Instant;
  readonly until: Instant;
  /** What they were called then. */
  readonly by: string;
  /** Their number on GitHub; null: on a laptop. */
  readonly byId: number | null;
  /** Who ends it earlier, beside administrators; left out: `by`. Whoever makes it longer takes it from nobody. */
  readonly owner?: FreezeOwner;
  /** Null: they gave none. */
  readonly reason: string | null;
};

export type FreezeOwner = { readonly by: string; readonly byId: number | null };

/** Something with contents that a version came from. */
export type Origin = {
  /** `made-from`: the model is made of it. `judged-on`: its metrics were measured with it. */
  readonly role: 'made-from' | 'judged-on';
  /** `data`: it lay outside of the repository. `made`: a step of the run made it. `model`: a version of a model. */
  readonly kind: 'data' | 'made' | 'model';
  /** `./data/train.csv`, `features.train`, `churn v3`. */
  readonly name: string;
  readonly digest: Digest;
};

/** What a service says that it runs. */
export type Deployed = {
  readonly model: string;
  readonly alias: string;
  readonly environment: string;
  readonly digest: Digest;
  readonly at: Instant;
  /** Who said so: a job on GitHub. */
  readonly by: {
    readonly repository: string;
    readonly repositoryId: number;
    readonly workflowRun: number;
  };
};

type Named = Pick<ModelVersion, 'model' | 'version'>;

/** By whose word an alias points where it does. */
export function holderOf({
  held,
  run,
  key = '',
}: Pick<ModelAlias, 'held' | 'run' | 'key'>): AliasHolder {
  return held ?? { run, key };
}

/** Whether an alias stands where it stood, by the same word: what was moved away and back does not. */
export function isSameStanding(one: ModelAlias | null, other: ModelAlias | null): boolean {
  if (one === null || other === null) return one === other;
  const [a, b] = [holderOf(one), holderOf(other)];
  const isHeld = a.run === b.run && a.key === b.key;
  return isHeld && one.version === other.version && one.movedAt === other.movedAt;
}

/** How a version was deleted; null: it was not. */
export function deletionOf(marks: readonly VersionMark[], version: Named): VersionMark | null {
  return markOf(marks, version, 'deleted');
}

/** What was said of a version under this name; null: nothing. */
export function markOf(
  marks: readonly VersionMark[],
  { model, version }: Named,
  mark: VersionMark['mark'],
): VersionMark | null {
  return (
    marks.find((each) => each.model === model && each.version === version && each.mark === mark) ??
    null
  );
}

/** That a version is deleted, by whom and why. */
export function deletedText({ model, version }: Named, { by, at, reason }: VersionMark): string {
  const day = instantText(at).slice(0, 10);
  return `${model} v${version} was deleted by ${by} on ${day}: ${reason}`;
}

/** Whether a freeze is in force. */
export function isFrozen(freeze: Freeze | null, at: Instant): freeze is Freeze {
  return freeze !== null && freeze.at <= at && at < freeze.until;
}

/** What a freeze lets through: an emergency, and a rollback that goes back, not forth again. */
export function passesFreeze(byHand: ByHand | undefined, from: number | null): boolean {
  if (byHand === undefined) return false;
  if (byHand.emergency !== undefined) return true;
  return byHand.kind === 'rollback' && from !== null && byHand.version < from;
}

/** That a model is frozen, until when, by whom and why. A sentence without its end. */
export function frozenText({ model, until, by, reason }: Freeze): string {
  const minute = instantText(until).slice(0, 16).replace('T', ' ');
  return `${model} is frozen until ${minute} UTC by ${by}${reason === null ? '' : `: ${reason}`}`;
}
