import { emit } from '../hooks/emit.ts';
import type { Actor } from '../state/accounts.ts';
import type { Comment, Issue, Pull, Reaction, Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { commentView, issueView } from '../views/issue-view.ts';

export type NewIssue = {
  readonly title: string;
  readonly body: string | null;
  readonly labels: readonly string[];
  readonly author: Actor;
  readonly pull: Pull | null;
};

export function addIssue(world: World, repository: Repository, wanted: NewIssue): Issue {
  const now = world.clock.now();
  const issue: Issue = {
    id: world.nextId(),
    number: repository.issues.size + 1,
    author: wanted.author,
    createdAt: now,
    title: wanted.title,
    body: wanted.body,
    state: 'open',
    locked: false,
    stateReason: null,
    labels: wanted.labels,
    updatedAt: now,
    closedAt: null,
    closedBy: null,
    pull: wanted.pull,
  };
  repository.issues.set(issue.number, issue);
  if (issue.pull === null)
    emitIssue(world, repository, { issue, actor: wanted.author, action: 'opened' });
  return issue;
}

export function setIssueState(
  world: World,
  repository: Repository,
  { issue, state, actor }: { issue: Issue; state: Issue['state']; actor: Actor },
): void {
  if (issue.state === state) return;
  const isClosed = state === 'closed';
  issue.state = state;
  issue.stateReason = isClosed ? 'completed' : 'reopened';
  issue.closedAt = isClosed ? world.clock.now() : null;
  issue.closedBy = isClosed ? actor.account : null;
  issue.updatedAt = world.clock.now();
  emitIssue(world, repository, { issue, actor, action: isClosed ? 'closed' : 'reopened' });
}

export function emitIssue(
  world: World,
  repository: Repository,
  told: {
    readonly issue: Issue;
    readonly actor: Actor;
    readonly action: string;
    readonly more?: Readonly<Record<string, unknown>>;
  },
): void {
  const { issue, actor, action, more } = told;
  emit(world, {
    event: 'issues',
    action,
    repository,
    sender: actor,
    about: { issue: issueView(world, repository, issue), ...more },
  });
}

export function addComment(
  world: World,
  repository: Repository,
  { issue, body, author }: { readonly issue: Issue; readonly body: string; readonly author: Actor },
): Comment {
  const now = world.clock.now();
  const comment: Comment = {
    id: world.nextId(),
    issue,
    author,
    createdAt: now,
    body,
    updatedAt: now,
    minimized: null,
    reactions: new Map(),
  };
  repository.comments.set(comment.id, comment);
  emitComment(world, repository, { comment, actor: author, action: 'created' });
  return comment;
}

export function editComment(
  world: World,
  repository: Repository,
  {
    comment,
    body,
    actor,
  }: { readonly comment: Comment; readonly body: string; readonly actor: Actor },
): void {
  const changes = { body: { from: comment.body } };
  comment.body = body;
  comment.updatedAt = world.clock.now();
  emitComment(world, repository, { comment, actor, action: 'edited', more: { changes } });
}

export function removeComment(
  world: World,
  repository: Repository,
  { comment, actor }: { readonly comment: Comment; readonly actor: Actor },
): void {
  repository.comments.delete(comment.id);
  emitComment(world, repository, { comment, actor, action: 'deleted' });
}

/** The reaction of someone, made when it is not there yet; no webhook tells of reactions. */
export function react(
  world: World,
  {
    comment,
    content,
    actor,
  }: { readonly comment: Comment; readonly content: string; readonly actor: Actor },
): { readonly reaction: Reaction; readonly isNew: boolean } {
  const user = actor.account;
  const known = [...comment.reactions.values()].find(
    (each) => each.user === user && each.content === content,
  );
  if (known !== undefined) return { reaction: known, isNew: false };
  const reaction = { id: world.nextId(), user, content, createdAt: world.clock.now() };
  comment.reactions.set(reaction.id, reaction);
  return { reaction, isNew: true };
}

function emitComment(
  world: World,
  repository: Repository,
  told: {
    readonly comment: Comment;
    readonly actor: Actor;
    readonly action: string;
    readonly more?: Readonly<Record<string, unknown>>;
  },
): void {
  const { comment, actor, action, more } = told;
  emit(world, {
    event: 'issue_comment',
    action,
    repository,
    sender: actor,
    about: {
      issue: issueView(world, repository, comment.issue),
      comment: commentView(world, repository, comment),
      ...more,
    },
  });
}
