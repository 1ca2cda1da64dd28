import type { ClaimedItem } from '../../runtime/ports/queues.ts';
import { isNotice, type Notice } from '../notice.ts';
import { noteRemark } from './remarks.ts';
import { noteScheduled } from './scheduled-issue.ts';
import { notePushSummary } from './note-push-summary.ts';
import { publishComment } from './publish-comment.ts';
import type { PublishDeps } from './publish-deps.ts';

/** Publishes what belongs to no run: what became of a commit's pipeline files, reactions, answers to comments. */
export async function publishNotice(deps: PublishDeps, item: ClaimedItem): Promise<void> {
  if (!isNotice(item.body)) return;
  const notice = item.body;
  switch (notice.type) {
    case 'verdict':
      return notePushSummary(deps, notice);
    case 'reaction':
      return react(deps, notice);
    case 'reply':
      return reply(deps, notice, { id: item.id, isRepeated: item.tries > 1 });
    case 'remark':
      return noteRemark(deps, notice);
    case 'scheduled':
      return noteScheduled(deps, notice);
  }
}

/** GitHub keeps one reaction of a kind for each of us: twice is once. */
async function react(
  { clients }: PublishDeps,
  { repository, comment, content }: Extract<Notice, { type: 'reaction' }>,
): Promise<void> {
  const { installation, owner, name: repo } = repository;
  const { octokit } = clients.of(installation);
  const asked = { owner, repo, comment_id: comment, content };
  await octokit.rest.reactions.createForIssueComment(asked);
}

async function reply(
  { clients }: PublishDeps,
  { repository, issue, text }: Extract<Notice, { type: 'reply' }>,
  { id, isRepeated }: { readonly id: string; readonly isRepeated: boolean },
): Promise<void> {
  const { installation, owner, name: repo } = repository;
  const marker = `<!-- mlpipelines:${id.replaceAll(/[^A-Za-z0-9]+/g, '-')} -->`;
  await publishComment(
    clients.of(installation),
    { owner, repo, issue },
    {
      body: `${marker}\n${text}`,
      marker,
      remote: isRepeated ? 'asking' : null,
      keep: async () => {},
    },
  );
}
