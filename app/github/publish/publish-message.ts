import type { LeasedItem } from '../../runtime/ports/hosted/queues.ts';
import { isMessage, type Message } from '../message.ts';
import { addCheckNote } from './check/check-notes.ts';
import { noteScheduled } from './issue/scheduled-issue.ts';
import { notePushSummary } from './note-push-summary.ts';
import { noteAnswer, noteEnded } from './answers/note-answer.ts';
import { publishComment } from './comment/publish-comment.ts';
import type { PublishDeps } from './publish-deps.ts';

/** Publishes what belongs to no run: what became of a commit's pipeline files, reactions, answers to comments. */
export async function publishMessage(deps: PublishDeps, item: LeasedItem): Promise<void> {
  if (!isMessage(item.body)) return;
  const repository = await deps.store.repositories.today(item.body.repository);
  const message: Message = { ...item.body, repository };
  switch (message.type) {
    case 'verdict':
      return notePushSummary(deps, message);
    case 'reaction':
      return react(deps, message);
    case 'ended':
      return noteEnded(deps, message);
    case 'reply':
      if (message.follows !== undefined) return noteAnswer(deps, message, message.follows);
      return reply(deps, message, { id: item.id, isRepeated: item.tries > 1 });
    case 'remark':
      return addCheckNote(deps, message);
    case 'judge':
      return judgeAnew(deps, message);
    case 'scheduled':
      return noteScheduled(deps, message);
  }
}

function judgeAnew(
  { store, clock }: PublishDeps,
  { repository, sha }: Extract<Message, { type: 'judge' }>,
): Promise<void> {
  const target = { type: 'aggregate', repository, sha } as const;
  return store.publications.touch([{ target }], clock.now());
}

/**
 * GitHub keeps one reaction of a kind for each of us: twice is once.
 * https://docs.github.com/rest/reactions/reactions#create-reaction-for-an-issue-comment
 */
async function react(
  { clients }: PublishDeps,
  { repository, comment, content }: Extract<Message, { type: 'reaction' }>,
): Promise<void> {
  const { installation, owner, name: repo } = repository;
  const { octokit } = clients.of(installation);
  const asked = { owner, repo, comment_id: comment, content };
  await octokit.rest.reactions.createForIssueComment(asked);
}

async function reply(
  { clients }: PublishDeps,
  { repository, issue, text }: Extract<Message, { type: 'reply' }>,
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
      ifDeleted: 'make-again',
      keep: async () => {},
    },
  );
}
