import type { Instant } from '../../domain/run/run.ts';

/** Where runs come from: what has been started for which reason, who pushed what, and who asked for what. */
export interface Provenance {
  /** The run that was started under this key (`RunKey`); null: none. */
  startedAs(key: string): Promise<string | null>;
  /** Who last pushed a commit of this repository as the head of something; null: nobody saw it. */
  pusherOf(repository: number, sha: string): Promise<Pusher | null>;
  /** Who said that what people push to a branch counts as protected; null: nobody. */
  trustedBranch(repository: number, branch: string): Promise<TrustedBranch | null>;
  /** By name. */
  trustedBranches(repository: number): Promise<readonly TrustedBranch[]>;
  /** What was overridden at a commit. */
  overridesAt(repository: number, sha: string): Promise<readonly Override[]>;
  /** What was overridden of changes into a branch. */
  overridesInto(repository: number, base: string): Promise<readonly Override[]>;
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
  | { readonly type: 'override.end'; readonly repository: number; readonly sha: string };

/** A branch that an administrator trusts, since no rule protects it. */
export type TrustedBranch = {
  readonly branch: string;
  readonly by: string;
  readonly byId: Person['id'];
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
  readonly byId: Person['id'];
  readonly reason: string;
  readonly at: Instant;
};

export type Pusher = Person & { readonly isBot: boolean };

/**
 * Somebody on GitHub. Their number stays; what they are called may change, and be somebody else's a minute later
 * (https://docs.github.com/account-and-profile/how-tos/account-settings/changing-your-personal-account-username), so it is for showing alone.
 */
export type Person = {
  /** Null: it was written down before numbers were; that is nobody who may do or has done anything. */
  readonly id: number | null;
  readonly login: string;
};
