import { ApiError, found, invalid } from '../http/api-error.ts';
import {
  created,
  listed,
  noContent,
  ok,
  type BodyOf,
  type Call,
  type Handlers,
} from '../http/handlers.ts';
import {
  addComment,
  addIssue,
  editComment,
  emitIssue,
  removeComment,
  setIssueState,
} from '../acts/issues.ts';
import { setPullState } from '../acts/pulls.ts';
import { atLeast, roleIn } from '../state/permission-of.ts';
import type { Comment, Issue } from '../state/repository.ts';
import { commentView, issueView } from '../views/issue-view.ts';
import { isPull } from '../views/pull-links.ts';
import type { View } from '../views/scalars.ts';

export const issuesHandlers = {
  'issues/create': ({ world, repository, body, actor }) => {
    const issue = addIssue(world, repository, {
      title: String(body.title),
      body: checked(body.body ?? null),
      labels: labelsOf(body.labels),
      author: actor,
      pull: null,
    });
    return created(issueView(world, repository, issue));
  },

  'issues/get': (call) => ok(issueView(call.world, call.repository, named(call))),

  'issues/list-for-repo': ({ world, repository, query }) => {
    const state = query['state'] ?? 'open';
    const labels = (query['labels'] ?? '').split(',').filter(Boolean);
    const issues = [...repository.issues.values()]
      .filter((issue) => state === 'all' || issue.state === state)
      .filter((issue) => labels.every((label) => issue.labels.includes(label)))
      .filter(
        ({ author }) => query['creator'] === undefined || author.account.login === query['creator'],
      )
      .reverse();
    return listed(issues, (issue) => issueView(world, repository, issue));
  },

  'issues/update': async (call) => {
    const { world, repository, body, actor } = call;
    const issue = named(call);
    const changes = edit(issue, body);
    issue.labels = body.labels === undefined ? issue.labels : labelsOf(body.labels);
    issue.updatedAt = world.clock.now();
    if (Object.keys(changes).length > 0 && !isPull(issue))
      emitIssue(world, repository, { issue, actor, action: 'edited', more: { changes } });
    const state = body.state ?? issue.state;
    if (isPull(issue)) await setPullState(world, repository, { issue, state, actor });
    else setIssueState(world, repository, { issue, state, actor });
    return ok(issueView(world, repository, issue));
  },

  'issues/list-comments': (call) => {
    const issue = named(call);
    return listComments(call, (comment) => comment.issue === issue);
  },

  'issues/list-comments-for-repo': (call) => listComments(call, () => true),

  'issues/create-comment': (call) => {
    const { world, repository, body, actor } = call;
    const text = checked(body.body) ?? '';
    const issue = named(call);
    if (issue.locked && !atLeast(roleIn(repository, actor.account), 'write')) throw locked();
    const comment = addComment(world, repository, {
      issue,
      body: text,
      author: actor,
    });
    return created(commentView(world, repository, comment));
  },

  'issues/get-comment': (call) => ok(commentView(call.world, call.repository, namedComment(call))),

  'issues/update-comment': (call) => {
    const { world, repository, body, actor } = call;
    const comment = namedComment(call);
    editComment(world, repository, { comment, body: checked(body.body) ?? '', actor });
    return ok(commentView(world, repository, comment));
  },

  'issues/delete-comment': (call) => {
    const { world, repository, actor } = call;
    removeComment(world, repository, { comment: namedComment(call), actor });
    return noContent();
  },
} satisfies Handlers;

/** Takes over title and body, and answers what was different. */
function edit(issue: Issue, wanted: Pick<BodyOf<'issues/update'>, 'title' | 'body'>): View {
  const title = String(wanted.title ?? issue.title);
  const body = wanted.body === undefined ? issue.body : checked(wanted.body);
  const changes = {
    ...(title !== issue.title && { title: { from: issue.title } }),
    ...(body !== issue.body && { body: { from: issue.body ?? '' } }),
  };
  issue.title = title;
  issue.body = body;
  return changes;
}

/** Apps are nobody there, whatever they may write: https://github.com/probot/stale/issues/25 */
function locked(): ApiError {
  return new ApiError(403, 'Unable to create comment because issue is locked.');
}

/** What GitHub's error says; its databases take more. */
const CHARACTERS_AT_MOST = 65_536;

function checked(body: string | null): string | null {
  if (body !== null && body.length > CHARACTERS_AT_MOST)
    throw invalid(
      'Issue',
      'body',
      `body is too long (maximum is ${CHARACTERS_AT_MOST} characters)`,
    );
  return body;
}

function named({ repository, path }: Pick<Call, 'repository' | 'path'>): Issue {
  return found(repository.issues.get(Number(path['issue_number'])));
}

export function namedComment({ repository, path }: Pick<Call, 'repository' | 'path'>): Comment {
  return found(repository.comments.get(Number(path['comment_id'])));
}

function listComments(
  { world, repository, query }: Pick<Call, 'world' | 'repository' | 'query'>,
  isWanted: (comment: Comment) => boolean,
) {
  const since = Date.parse(query['since'] ?? '1970-01-01');
  const comments = [...repository.comments.values()].filter(
    (comment) => isWanted(comment) && comment.updatedAt >= since,
  );
  return listed(comments, (comment) => commentView(world, repository, comment));
}

function labelsOf(labels: readonly (string | { name?: string | null })[] | undefined): string[] {
  return (labels ?? []).flatMap((label) =>
    typeof label === 'string' ? label : (label.name ?? []),
  );
}
