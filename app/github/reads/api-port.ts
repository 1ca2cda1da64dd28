import type { Compiling } from '../../triggers/compiling/compiling.ts';
import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Person, Pusher } from '../../runtime/ports/provenance.ts';
import type { CommitFile, PipelineFiles } from '../../triggers/pipeline-files.ts';

/** The few reads that deciding what a delivery means needs, with the rights of one installation. Each throws when GitHub cannot be asked. */
export interface GitHubApi {
  /** Pipeline and policy files of a commit and of the default branch, and how a pull request stands: one call. Null: no such repository. */
  readConfig(at: RepositoryName, what: ConfigQuestion): Promise<Config | null>;
  /** How two commits differ since they grew apart; null: one of them is unknown. */
  compare(at: RepositoryName, base: string, head: string): Promise<Comparison | null>;
  /** A commit and its first parents, newest first, at most so many; fewer where they lie among too many others. None: it is unknown. */
  firstParents(at: RepositoryName, sha: string, most: number): Promise<readonly string[]>;
  /** Blob by path of every file of a commit; null: there is no such commit, or it has too many. */
  tree(at: RepositoryName, sha: string): Promise<ReadonlyMap<string, string> | null>;
  /** What a person may do, whatever they are called by now; `none` for strangers, and for whoever only has their login. */
  permission(at: RepositoryName, person: Person): Promise<Permission>;
  /** What a person is called today; null: nobody has this number. */
  loginOf(person: Person): Promise<string | null>;
  /** Who has this login today; null: nobody. */
  personCalled(login: string): Promise<Pusher | null>;
  /** Whether there is a branch of exactly this name. */
  hasBranch(at: RepositoryName, branch: string): Promise<boolean>;
  /** What keeps unreviewed code from a branch that was pushed to, or made by that. */
  protection(at: RepositoryRef, pushedTo: PushedTo): Promise<BranchProtection>;
  pull(at: RepositoryName, number: number): Promise<Pull | null>;
  /** The pull requests that brought a commit, or that have it at their head. */
  pullsOf(at: RepositoryName, sha: string): Promise<readonly PullOfCommit[]>;
  /** The pull requests that a merge queue tests together on a commit. */
  pullsOfGroup(at: RepositoryName, of: GroupQuestion): Promise<GroupAnswer>;
  /** Whom it names as having opened, written, co-written or committed it; null: they cannot all be known. */
  authors(at: RepositoryName, of: Change): Promise<Authorship | null>;
  /** In the order in which they were given. */
  reviews(at: RepositoryName, pull: number): Promise<readonly Review[]>;
  /** Whether who has this login now is in a team; `hidden`: this app may not see that. */
  membership(of: Team, login: string): Promise<'member' | 'none' | 'hidden'>;
}

/** All commits of a pull request, or one commit. */
export type Change = { readonly pull: number } | { readonly sha: string };
export type PullOfCommit = {
  readonly number: number;
  /** The commit is the one by which it was merged. */
  readonly isMerge: boolean;
  /** The branch that it merges into. */
  readonly base: string;
};
export type GroupQuestion = { readonly base: string; readonly headSha: string };
/** `no-queue`: the branch has none (any more). `not-seen`: the queue shows no such group, or not all of it. */
export type GroupAnswer = readonly GroupPull[] | 'no-queue' | 'not-seen';
export type GroupPull = {
  readonly number: number;
  readonly headSha: string;
  readonly isFork: boolean;
};
export type Team = { readonly organization: string; readonly slug: string };
export type Review = {
  readonly id: number;
  readonly by: Pusher;
  readonly state: 'approved' | 'changes_requested' | 'dismissed' | 'commented';
  /** The commit that was looked at; null: it is gone. */
  readonly sha: string | null;
  readonly submittedAt: Instant;
  /** When its words were last edited; null: they are as they were submitted, or it approves nothing. */
  readonly editedAt: Instant | null;
};

export type RepositoryName = Pick<RepositoryRef, 'owner' | 'name'>;
export type ConfigQuestion = {
  readonly sha: string;
  /** This one's state too; null: of none. */
  readonly pull: number | null;
  /** The branch, other than the default branch, that a pull request of this commit merges into; null: none. */
  readonly base: string | null;
};

export type Config = {
  readonly defaultBranch: string;
  /** Commit of the default branch. */
  readonly defaultSha: string;
  readonly head: PipelineFiles;
  /** What grants: of the default branch, or of `base` where that may be trusted as much (read-config.ts). */
  readonly granting: PipelineFiles;
  /** The branch that `granting` was read from. */
  readonly grantedBy: string;
  /** The policy file of the default branch; null: it has none. */
  readonly policy: CommitFile | null;
  /** The commit's own, which takes effect once it is merged; null: it has none. */
  readonly headPolicy: CommitFile | null;
  /** What is asked about any file of the repository. */
  readonly compiling: Compiling;
  /** Null: none was asked for, or there is none. */
  readonly pull: { readonly isOpen: boolean; readonly headSha: string } | null;
};
/** `reviewed`: a pull request into it needs an approval, and who may bypass that pushes past it. `restricted`: few may push. */
export type BranchProtection = 'reviewed' | 'restricted' | 'none';
export type PushedTo = { readonly branch: string; readonly isNew: boolean };

/** Whom the commits of a change name, and the commits. */
export type Authorship = {
  /** Their numbers. */
  readonly hands: ReadonlySet<number>;
  /** Those who opened it, people alone: GitHub saw them, and no commit says it. */
  readonly openers: ReadonlySet<number>;
  /** A commit names an address that GitHub knows nobody by. */
  readonly hasUnknown: boolean;
  readonly commits: readonly string[];
  /** One of them is a person: no bot, and not GitHub itself, which commits for whoever clicks there. */
  readonly hasPeople: boolean;
  /** GitHub itself made and signed it, as it does a merge by its button. Never of a whole pull request. */
  readonly isOfGitHub: boolean;
};

export type Comparison = {
  readonly mergeBase: string;
  /** Old and new paths of what changed since the merge base. */
  readonly paths: readonly string[];
  /** What changed since then, each by its path of today. */
  readonly files: readonly ComparedFile[];
  /** False: GitHub lists only so many, and there may be more. */
  readonly isComplete: boolean;
};

export type ComparedFile = {
  readonly path: string;
  /** Null: it holds no lines, as a picture does, or GitHub did not count them. */
  readonly lines: { readonly added: number; readonly removed: number } | null;
};

export type Permission = 'admin' | 'write' | 'read' | 'none';

export type Pull = {
  readonly number: number;
  readonly isOpen: boolean;
  readonly author: Person;
  readonly headSha: string;
  readonly headRef: string;
  /** Null: it was deleted. */
  readonly headRepository: number | null;
  readonly base: string;
  readonly baseSha: string;
};
