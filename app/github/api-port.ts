import type { RepositoryRef } from '../domain/hosted.ts';

/** The few reads that deciding what a delivery means needs, with the rights of one installation. Each throws when GitHub cannot be asked. */
export interface GitHubApi {
  /** Pipeline files of a commit and of the default branch, and how a pull request stands: one call. Null: no such repository. */
  readConfig(at: RepositoryName, what: ConfigQuestion): Promise<Config | null>;
  /** How two commits differ since they grew apart; null: one of them is unknown. */
  compare(at: RepositoryName, base: string, head: string): Promise<Comparison | null>;
  /** Blob by path of every file of a commit; null: there is no such commit, or it has too many. */
  tree(at: RepositoryName, sha: string): Promise<ReadonlyMap<string, string> | null>;
  /** What a person may do; `none` for strangers. */
  permission(at: RepositoryName, login: string): Promise<Permission>;
  isProtected(at: RepositoryName, branch: string): Promise<boolean>;
  pull(at: RepositoryName, number: number): Promise<Pull | null>;
}

export type RepositoryName = Pick<RepositoryRef, 'owner' | 'name'>;
/** `pull`: this one's state too; null: of none. */
export type ConfigQuestion = { readonly sha: string; readonly pull: number | null };

export type Config = {
  readonly defaultBranch: string;
  /** Commit of the default branch. */
  readonly defaultSha: string;
  readonly head: readonly ConfigFile[];
  readonly granting: readonly ConfigFile[];
  /** Null: none was asked for, or there is none. */
  readonly pull: { readonly isOpen: boolean; readonly headSha: string } | null;
};
export type ConfigFile = {
  readonly file: string;
  /** Why `text` is not what the file holds; null: it is. */
  readonly trouble: string | null;
  readonly text: string;
};

export type Comparison = {
  readonly mergeBase: string;
  /** Old and new paths of what changed since the merge base. */
  readonly paths: readonly string[];
  /** False: GitHub lists only so many, and there may be more. */
  readonly isComplete: boolean;
};

export type Permission = 'admin' | 'write' | 'read' | 'none';

export type Pull = {
  readonly number: number;
  readonly isOpen: boolean;
  readonly author: string;
  readonly headSha: string;
  readonly headRef: string;
  /** Null: it was deleted. */
  readonly headRepository: number | null;
  readonly base: string;
  readonly baseSha: string;
};
