import type { Instant } from '../../domain/run/run.ts';

/** Where runs come from: what has been started for which reason, who pushed what, and who asked for what. */
export interface Provenance {
  /** The run that was started under this key (`RunKey`); null: none. */
  startedAs(key: string): Promise<string | null>;
  /** Login of who last pushed a commit of this repository as the head of something; null: nobody saw it. */
  pusherOf(repository: number, sha: string): Promise<Pusher | null>;
  /** Who said that what people push to a branch counts as protected; null: nobody. */
  trustedBranch(repository: number, branch: string): Promise<TrustedBranch | null>;
  /** By name. */
  trustedBranches(repository: number): Promise<readonly TrustedBranch[]>;
  /** What was overridden at a commit. */
  overridesAt(repository: number, sha: string): Promise<readonly Override[]>;
  /** What was overridden of changes into a branch. */
  overridesInto(repository: number, base: string): Promise<readonly Override[]>;
  /** Newest first. */
  audit(query: { readonly repository: number; readonly limit: number }): Promise<readonly Audit[]>;
}

export type ProvenanceChange =
  /** Conflicts if something was started under this key. */
  | { readonly type: 'start.once'; readonly key: string; readonly run: string }
  | {
      readonly type: 'head.pushed';
      readonly repository: number;
      readonly sha: string;
      readonly by: Pusher;
      readonly at: Instant;
    }
  /** Null takes it back. */
  | {
      readonly type: 'branch.trust';
      readonly repository: number;
      readonly branch: string;
      readonly trusted: TrustedBranch | null;
    }
  | { readonly type: 'override.add'; readonly override: Override }
  /** All of changes into a branch that were said before it moved. */
  | {
      readonly type: 'override.drop';
      readonly repository: number;
      readonly base: string;
      readonly before: Instant;
    }
  /** All of a commit that is a head no more. */
  | { readonly type: 'override.end'; readonly repository: number; readonly sha: string }
  /** One that is known stays as it is. */
  | { readonly type: 'audit.add'; readonly audit: Audit };

/** A branch that an administrator trusts, since no rule protects it. */
export type TrustedBranch = {
  readonly branch: string;
  readonly by: string;
  readonly at: Instant;
};

/** Somebody's word that a commit counts as good whatever a pipeline says of it, until its head or its base moves. */
export type Override = {
  readonly repository: number;
  readonly sha: string;
  readonly pipeline: string;
  /** The branch that the change merges into. */
  readonly base: string;
  readonly by: string;
  readonly reason: string;
  readonly at: Instant;
};

export type Pusher = { readonly login: string; readonly isBot: boolean };

/** Who asked for what, and what was decided. */
export type Audit = {
  readonly id: string;
  readonly at: Instant;
  readonly repository: number;
  readonly actor: string;
  /** As GitHub answered when it was decided. */
  readonly permission: string;
  readonly asked: string;
  readonly decision: 'granted' | 'refused';
  readonly reason: string;
  readonly sha: string | null;
};
