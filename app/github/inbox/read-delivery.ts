import type { RepositoryRef } from '../../domain/hosted.ts';
import type { Json, JsonMap } from '../../domain/json.ts';
import type { Instant } from '../../domain/run/run.ts';
import type { Pusher } from '../../runtime/ports/provenance.ts';
import { valueAt } from './trim-payload.ts';

/** What every delivery that is about a repository says. */
export type RepositoryEvent = { readonly repository: RepositoryRef; readonly sender: Pusher };

export type PushEvent = RepositoryEvent & {
  readonly ref: string;
  /** Null: the ref is new. */
  readonly before: string | null;
  /** The commit that the ref names now; of a deleted ref, zeros. */
  readonly after: string;
  readonly deleted: boolean;
};

export type PullRequestEvent = RepositoryEvent & {
  readonly action: string;
  readonly number: number;
  readonly author: string;
  readonly headSha: string;
  readonly headRef: string;
  readonly isFork: boolean;
  readonly base: string;
  readonly baseSha: string;
  /** Its head before this moved it; null: nothing moved it. */
  readonly before: string | null;
  /** It was just changed to merge into this base. */
  readonly hasNewBase: boolean;
};

export type MergeGroupEvent = RepositoryEvent & {
  readonly action: string;
  /** The commit that is to be tested, and the branch on which the queue put it. */
  readonly headSha: string;
  readonly headRef: string;
  readonly baseSha: string;
  /** The branch that it will be merged into. */
  readonly base: string;
  /** Why there is no such group any more: `merged`, `dequeued`, `invalidated`; null: there is. */
  readonly reason: string | null;
};

export type IssueCommentEvent = RepositoryEvent & {
  readonly action: string;
  readonly comment: number;
  readonly body: string;
  readonly author: Pusher;
  readonly issue: number;
  readonly isPull: boolean;
  readonly isOpen: boolean;
  readonly createdAt: Instant;
};

export type PullRequestReviewEvent = RepositoryEvent & {
  readonly action: string;
  readonly pull: number;
  readonly review: number;
  readonly reviewer: Pusher;
  /** The commits that it may be about: the one that was looked at, and the head. */
  readonly shas: readonly string[];
};

export type CheckRunEvent = RepositoryEvent & {
  readonly action: string;
  /** Our id of the run; empty: it is no check of ours. */
  readonly externalId: string;
  readonly headSha: string;
  /** Of the button that was pressed; null: none was. */
  readonly identifier: string | null;
  /** It is a check that this App made. GitHub tells an App of others' checks only that they exist. */
  readonly isOurs: boolean;
};

export type WorkflowEvent = RepositoryEvent & {
  readonly action: string;
  readonly workflowRun: number;
  readonly what: 'run' | 'job';
  readonly status: string | null;
  /** Of the run or the job; null: it is not over. */
  readonly conclusion: string | null;
  /** The workflow's file; null: a job's event does not say. */
  readonly path: string | null;
};

/**
 * A push; null: the payload does not say what it must. `after` of an annotated tag is the tag object, and no check can be
 * put there; `head_commit` is the commit.
 * https://github.blog/changelog/2021-10-01-the-push-webhook-payload-provides-a-consistent-head_commit-on-tag-creation/
 */
export function readPush(payload: JsonMap): PushEvent | null {
  const about = readRepositoryEvent(payload);
  const [ref, before, object] = texts(payload, ['ref', 'before', 'after']);
  if (about === null || !ref || !before || !object) return null;
  const deleted = valueAt(payload, ['deleted']) === true || isZero(object);
  const [commit] = texts(payload, ['head_commit.id']);
  const isTag = ref.startsWith('refs/tags/');
  const after = isTag && !deleted ? commit : object;
  if (after === undefined) return null;
  return { ...about, ref, before: isZero(before) ? null : before, after, deleted };
}

/** Something that happened to a pull request; null: the payload does not say what it must. */
export function readPull(payload: JsonMap): PullRequestEvent | null {
  const about = readRepositoryEvent(payload);
  const paths = ['head.sha', 'head.ref', 'base.ref', 'base.sha', 'user.login'];
  const [headSha, headRef, base, baseSha, author] = texts(payload, under('pull_request', paths));
  const [action, before = null] = texts(payload, ['action', 'before']);
  const number = numberAt(payload, 'pull_request.number');
  if (about === null || !action || !headSha || !headRef || number === null) return null;
  if (!base || !baseSha || !author) return null;
  const isFork = numberAt(payload, 'pull_request.head.repo.id') !== about.repository.id;
  const hasNewBase = valueAt(payload, ['changes', 'base', 'ref', 'from']) !== undefined;
  const from = { headSha, headRef, isFork };
  return { ...about, action, number, author, ...from, before, base, baseSha, hasNewBase };
}

/** Something that happened to a group of a merge queue; null: the payload does not say what it must. */
export function readMergeGroup(payload: JsonMap): MergeGroupEvent | null {
  const about = readRepositoryEvent(payload);
  const names = ['head_sha', 'head_ref', 'base_sha', 'base_ref'];
  const [headSha, headRef, baseSha, baseRef] = texts(payload, under('merge_group', names));
  const [action, reason = null] = texts(payload, ['action', 'reason']);
  const [, base] = /^refs\/heads\/(.+)$/.exec(baseRef ?? '') ?? [];
  if (about === null || !action || !headSha || !headRef || !baseSha || !base) return null;
  return { ...about, action, headSha, headRef, baseSha, base, reason };
}

/** A comment; null: the payload does not say what it must. */
export function readComment(payload: JsonMap): IssueCommentEvent | null {
  const about = readRepositoryEvent(payload);
  const [action, state] = texts(payload, ['action', 'issue.state']);
  const author = personAt(payload, 'comment.user');
  const [at = ''] = texts(payload, ['comment.created_at']);
  const body = valueAt(payload, ['comment', 'body']);
  const comment = numberAt(payload, 'comment.id');
  const issue = numberAt(payload, 'issue.number');
  if (about === null || !action || comment === null || issue === null || author === null)
    return null;
  const isPull = valueAt(payload, ['issue', 'pull_request']) !== undefined;
  const text = typeof body === 'string' ? body : '';
  const [isOpen, createdAt] = [state === 'open', Date.parse(at)];
  return { ...about, action, comment, body: text, author, issue, isPull, isOpen, createdAt };
}

/** Something that happened to a review; null: the payload does not say what it must. */
export function readReview(payload: JsonMap): PullRequestReviewEvent | null {
  const about = readRepositoryEvent(payload);
  const [action, head, sha] = texts(payload, [
    'action',
    'pull_request.head.sha',
    'review.commit_id',
  ]);
  const reviewer = personAt(payload, 'review.user');
  const pull = numberAt(payload, 'pull_request.number');
  const review = numberAt(payload, 'review.id');
  if (about === null || !action || !head || reviewer === null) return null;
  if (pull === null || review === null) return null;
  const shas = [...new Set([head, sha ?? head])];
  return { ...about, action, pull, review, reviewer, shas };
}

/** Something that happened to all of our checks of a commit; null: the payload does not say what it must. */
export function readCheckSuite(payload: JsonMap): CheckRunEvent | null {
  const about = readRepositoryEvent(payload);
  const [action, headSha] = texts(payload, ['action', 'check_suite.head_sha']);
  if (about === null || !action || !headSha) return null;
  return { ...about, action, headSha, externalId: '', identifier: null, isOurs: true };
}

/** Something that happened to a workflow run or a job of one; null: the payload does not say what it must. */
export function readWorkflow(payload: JsonMap): WorkflowEvent | null {
  const about = readRepositoryEvent(payload);
  const what = valueAt(payload, ['workflow_job']) === undefined ? 'run' : 'job';
  const workflowRun = numberAt(payload, what === 'run' ? 'workflow_run.id' : 'workflow_job.run_id');
  const [action, status = null, conclusion = null, path = null] = texts(payload, [
    'action',
    `workflow_${what}.status`,
    `workflow_${what}.conclusion`,
    'workflow_run.path',
  ]);
  if (about === null || !action || workflowRun === null) return null;
  return { ...about, action, workflowRun, what, status, conclusion, path };
}

/** Something that happened to a check; null: the payload does not say what it must. */
export function readCheckRun(payload: JsonMap): CheckRunEvent | null {
  const about = readRepositoryEvent(payload);
  const [action, headSha] = texts(payload, ['action', 'check_run.head_sha']);
  if (about === null || !action || !headSha) return null;
  const [externalId = '', identifier] = texts(payload, [
    'check_run.external_id',
    'requested_action.identifier',
  ]);
  const isOurs = externalId !== '';
  return { ...about, action, headSha, externalId, identifier: identifier ?? null, isOurs };
}

/** What every delivery that is about a repository says; null: it does not. */
export function readRepositoryEvent(payload: JsonMap): RepositoryEvent | null {
  const id = numberAt(payload, 'repository.id');
  const installation = numberAt(payload, 'installation.id');
  const [owner, name, defaultBranch] = texts(payload, [
    'repository.owner.login',
    'repository.name',
    'repository.default_branch',
  ]);
  const sender = personAt(payload, 'sender');
  if (id === null || installation === null || !owner || !name || sender === null) return null;
  const isPrivate = valueAt(payload, ['repository', 'private']);
  const visible = typeof isPrivate === 'boolean' ? { isPublic: !isPrivate } : {};
  const named = { id, installation, owner, name, defaultBranch: defaultBranch ?? 'main' };
  const repository = { ...named, ...visible };
  return { repository, sender };
}

/** Who stands at a path; null: nobody does. What was kept by an older version names no number. */
export function personAt(payload: JsonMap, path: string): Pusher | null {
  const [login, type] = texts(payload, under(path, ['login', 'type']));
  return login === undefined
    ? null
    : { id: numberAt(payload, `${path}.id`), login, isBot: type !== 'User' };
}

function texts(payload: JsonMap, paths: readonly string[]): (string | undefined)[] {
  return paths.map((path) => textOf(valueAt(payload, path.split('.'))));
}

function textOf(value: Json | undefined): string | undefined {
  return typeof value === 'string' ? value : undefined;
}

function numberAt(payload: JsonMap, path: string): number | null {
  const value = valueAt(payload, path.split('.'));
  return typeof value === 'number' ? value : null;
}

function isZero(sha: string): boolean {
  return /^0+$/.test(sha);
}

function under(name: string, paths: readonly string[]): string[] {
  return paths.map((path) => `${name}.${path}`);
}
