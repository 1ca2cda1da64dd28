import type { Audit, Decided } from '../../domain/audit.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { saidIn, type Conversation } from '../conversation.ts';

/** What a command came to, for the audit. */
export function auditCommand(
  conversation: Conversation,
  { asked, about, refused = null, reason = 'done' }: CommandEnd,
): Change {
  const { deps, comment, pull, id } = conversation;
  const { evidence = {}, ...said } = saidIn(conversation, asked);
  const audit: Audit = {
    ...said,
    id,
    at: deps.clock.now(),
    repository: comment.repository.id,
    actor: comment.sender.login,
    about,
    decision: refused === null ? 'granted' : 'refused',
    reason: refused ?? reason,
    sha: pull?.headSha ?? null,
    evidence,
  };
  return { type: 'audit.add', audit };
}

export type CommandEnd = {
  /** As it was written. */
  readonly asked: string;
  readonly about: Decided;
  /** Why it was not done; null or left out: it was. */
  readonly refused?: string | null;
  /** What they gave as their reason; left out: nothing. */
  readonly reason?: string;
};
