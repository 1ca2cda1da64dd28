import type { Account, App } from '../state/accounts.ts';
import type { Comment, Issue, Reaction, Repository } from '../state/repository.ts';
import type { World } from '../state/world.ts';
import { roleIn } from '../state/permission-of.ts';
import { accountView } from './account-view.ts';
import { appView } from './app-view.ts';
import { apiUrlOf, webUrlOf } from './repository-view.ts';
import { iso, isoOrNull, nodeId, type View } from './scalars.ts';

/** An issue, or the issue side of a pull request. */
export function issueView(world: World, repository: Repository, issue: Issue): View {
  const url = `${apiUrlOf(world, repository)}/issues/${issue.number}`;
  const comments = [...repository.comments.values()].filter((each) => each.issue === issue);
  return {
    url,
    repository_url: apiUrlOf(world, repository),
    labels_url: `${url}/labels{/name}`,
    comments_url: `${url}/comments`,
    events_url: `${url}/events`,
    html_url: issueWebUrl(world, repository, issue),
    id: issue.id,
    node_id: nodeId(issue.pull === null ? 'Issue' : 'PullRequest', issue.id),
    number: issue.number,
    title: issue.title,
    user: accountView(world, issue.author.account),
    labels: issue.labels.map((name) => labelView(world, repository, name)),
    state: issue.state,
    state_reason: issue.stateReason,
    locked: issue.locked,
    assignee: null,
    assignees: [],
    milestone: null,
    comments: comments.length,
    created_at: iso(issue.createdAt),
    updated_at: iso(issue.updatedAt),
    closed_at: isoOrNull(issue.closedAt),
    closed_by: issue.closedBy === null ? null : accountView(world, issue.closedBy),
    author_association: associationOf(repository, issue.author.account),
    active_lock_reason: null,
    body: issue.body,
    reactions: reactionsView(`${url}/reactions`, []),
    timeline_url: `${url}/timeline`,
    performed_via_github_app: issue.author.app === null ? null : openedBy(world, issue.author.app),
    ...(issue.pull !== null && {
      draft: issue.pull.draft,
      pull_request: {
        url: `${apiUrlOf(world, repository)}/pulls/${issue.number}`,
        html_url: issueWebUrl(world, repository, issue),
        diff_url: `${issueWebUrl(world, repository, issue)}.diff`,
        patch_url: `${issueWebUrl(world, repository, issue)}.patch`,
        merged_at: isoOrNull(issue.pull.mergedAt),
      },
    }),
  };
}

/** In issues GitHub's description of an App's events is older than jobs. */
function openedBy(world: World, app: App): View {
  const events = app.events.filter((event) => event !== 'workflow_job');
  return appView(world, { ...app, events });
}

export function commentView(world: World, repository: Repository, comment: Comment): View {
  const url = `${apiUrlOf(world, repository)}/issues/comments/${comment.id}`;
  return {
    url,
    html_url: `${issueWebUrl(world, repository, comment.issue)}#issuecomment-${comment.id}`,
    issue_url: `${apiUrlOf(world, repository)}/issues/${comment.issue.number}`,
    id: comment.id,
    node_id: nodeId('IssueComment', comment.id),
    user: accountView(world, comment.author.account),
    created_at: iso(comment.createdAt),
    updated_at: iso(comment.updatedAt),
    body: comment.body,
    author_association: associationOf(repository, comment.author.account),
    reactions: reactionsView(`${url}/reactions`, [...comment.reactions.values()]),
    performed_via_github_app:
      comment.author.app === null ? null : appView(world, comment.author.app),
  };
}

export function reactionView(world: World, reaction: Reaction): View {
  return {
    id: reaction.id,
    node_id: nodeId('Reaction', reaction.id),
    user: accountView(world, reaction.user),
    content: reaction.content,
    created_at: iso(reaction.createdAt),
  };
}

/** Display data of GitHub: a member whose membership is private would show as less. */
export function associationOf(repository: Repository, account: Account): string {
  if (repository.owner.id === account.id) return 'OWNER';
  if (repository.owner.members.has(account.id)) return 'MEMBER';
  return roleIn(repository, account) === null ? 'NONE' : 'COLLABORATOR';
}

function labelView(world: World, repository: Repository, name: string): View {
  return {
    id: Buffer.from(name).reduce((sum, byte) => sum + byte, 1),
    node_id: nodeId('Label', name),
    url: `${apiUrlOf(world, repository)}/labels/${encodeURIComponent(name)}`,
    name,
    description: null,
    color: 'ededed',
    default: false,
  };
}

function issueWebUrl(world: World, repository: Repository, issue: Issue): string {
  const kind = issue.pull === null ? 'issues' : 'pull';
  return `${webUrlOf(world, repository)}/${kind}/${issue.number}`;
}

const CONTENTS = ['+1', '-1', 'laugh', 'hooray', 'confused', 'heart', 'rocket', 'eyes'] as const;

function reactionsView(url: string, reactions: readonly Reaction[]): View {
  const counts = CONTENTS.map((content) => [
    content,
    reactions.filter((reaction) => reaction.content === content).length,
  ]);
  return { url, total_count: reactions.length, ...Object.fromEntries(counts) };
}
