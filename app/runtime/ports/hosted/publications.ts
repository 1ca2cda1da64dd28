import type { RepositoryRef } from '../../../domain/hosted.ts';
import type { JsonMap } from '../../../domain/json.ts';
import type { Problem } from '../../../domain/problem.ts';
import type { Instant } from '../../../domain/run/run.ts';
import type { Watched } from './watched.ts';

/**
 * What GitHub shows of us: each check and comment is a row that is touched when something about it changes, in the
 * transaction of the change, and stays due until what it says is published. Touches in between become one.
 */
export interface PublicationRows {
  /** Something about these changed; new ones are made. */
  touch(touches: readonly Touch[], at: Instant): Promise<void>;
  /** Those that are due and that nobody holds, in turns, as queues do. */
  lease(now: Instant, until: Instant, limit: number): Promise<readonly Publication[]>;
  find(id: string): Promise<Publication | null>;
  /** Pipeline files of a repository that say no pipeline, those told of last first. */
  broken(repository: number, limit: number): Promise<readonly BrokenFile[]>;
  /** Writes how a leased one stands, and keeps holding it. */
  keep(publication: Pick<Publication, 'id' | 'state'>): Promise<void>;
  /**
   * Writes how a leased one stands and lets go of it: due at `next`, or when it was touched meanwhile.
   */
  release(
    publication: Publication,
    next: Instant | null,
    now: Instant,
    more?: ReleasedWith,
  ): Promise<void>;
}

export type BrokenFile = {
  readonly target: Extract<PublicationTarget, { type: 'broken' }>;
  /** When it was told of. */
  readonly at: Instant;
};

export type ReleasedWith = {
  /** Touched with that. */
  readonly touches?: readonly Touch[];
  /** What it shows of others, in place of what it showed; left out: as before. With a new one it is due once more soon, since
   * that may have moved before anybody watched it. */
  readonly watched?: readonly Watched[];
};

export type Touch = {
  readonly target: PublicationTarget;
  /** What only the toucher knows, beside what others noted, in the transaction of the touch; left out: as it was. */
  readonly notes?: (known: JsonMap) => JsonMap;
};

export type PublicationTarget = { readonly repository: RepositoryRef } &
  /** The check of a run. */
  (
    | { readonly type: 'run'; readonly run: string; readonly sha: string }
    /** The check of a pipeline file that says no pipeline. */
    | {
        readonly type: 'broken';
        readonly sha: string;
        readonly file: string;
        readonly pipeline: string | null;
        readonly problems: readonly Problem[];
      }
    /** The one check of all pipelines of a commit. */
    | { readonly type: 'aggregate'; readonly sha: string }
    /** The one comment of a pull request. */
    | { readonly type: 'comment'; readonly pull: number }
    /** Our answer to a comment that started runs: what they came to, once they are over. */
    | { readonly type: 'answer'; readonly issue: number; readonly comment: number }
    /** The comment that tells whoever started a long run that it is over. */
    | { readonly type: 'mention'; readonly pull: number; readonly run: string }
    /** The deployment of a version to an alias, by a row of a run. */
    | ({ readonly type: 'deployment'; readonly sha: string } & DeploymentOf)
    /** The one issue about scheduled starts of a pipeline that fail. */
    | { readonly type: 'issue'; readonly pipeline: string }
  );

/** What a deployment is of: there is one for each. */
export type DeploymentOf = {
  readonly run: string;
  readonly key: string;
  readonly model: string;
  readonly alias: string;
};

/** The name of a deployment's publication. */
export function deploymentId({ run, key, model, alias }: DeploymentOf): string {
  return `deployment/${run}/${key}/${model}@${alias}`;
}

export type Publication = {
  readonly id: string;
  readonly target: PublicationTarget;
  readonly notes: JsonMap;
  readonly state: PublicationState;
  /** How often it was touched until it was read. */
  readonly touched: number;
};

export type PublicationState = {
  /** Its id on GitHub; `asking`: GitHub was asked to make it, and what came of that is not known. */
  readonly remote: number | 'asking' | null;
  /** Counts the checks of this name that it has made at its commit, from 1: one that is completed is never opened again. */
  readonly generation: number;
  /** What was published last, and when; null: nothing. */
  readonly shown: {
    readonly digest: string;
    /** Changes of this are news; others are progress. */
    readonly standing: string;
    readonly at: Instant;
  } | null;
  readonly failures: number;
  /** What GitHub refused for good; null: it took what it was offered last. */
  readonly refused: {
    /** Of what was offered. */
    readonly digest: string;
    /** In a row; 0: something changed, and it is offered as if it had never been. */
    readonly times: number;
    readonly at: Instant;
    /** Why, in words for people. */
    readonly words: string;
  } | null;
};

/** Something changed on GitHub: what it refused there is offered again. Null: whatever the repository, or the installation. */
export type PublicationChange = {
  readonly type: 'publication.again';
  readonly repository: number | null;
  readonly installation: number | null;
  readonly at: Instant;
};

/** The name of a publication: the same thing is published in one place. */
export function publicationId(target: PublicationTarget): string {
  const { repository } = target;
  switch (target.type) {
    case 'run':
      return publicationOfRun(target.run);
    case 'broken':
      return `broken/${repository.id}/${target.sha}/${target.file}`;
    case 'aggregate':
      return `aggregate/${repository.id}/${target.sha}`;
    case 'comment':
      return `comment/${repository.id}/${target.pull}`;
    case 'answer':
      return `answer/${repository.id}/${target.comment}`;
    case 'mention':
      return `mention/${repository.id}/${target.run}`;
    case 'deployment':
      return deploymentId(target);
    case 'issue':
      return `issue/${repository.id}/${target.pipeline}`;
  }
}

/** The name of a run's own check. */
export function publicationOfRun(run: string): string {
  return `run/${run}`;
}
