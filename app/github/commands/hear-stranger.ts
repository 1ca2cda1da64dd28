import type { Stranger } from '../../runtime/ports/hosted/strangers.ts';
import type { IssueCommentEvent } from '../inbox/read-delivery.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { Permission } from '../reads/api-port.ts';
import { mayWrite } from '../trust.ts';

/**
 * People without write are answered so often an hour in a repository, reactions included. GitHub lets an App write 500
 * times an hour, for all that it does:
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const MOST_ANSWERS = 5;
const WITHIN_MS = 3_600_000;

type Hearing = Pick<IngressDeps, 'store' | 'clock'>;
type Comment = Pick<IssueCommentEvent, 'repository' | 'sender' | 'comment'>;

/** Whether their author, if a stranger, has been answered so often that this comment would be ignored. */
export async function hasHadEnough(
  { store, clock }: Hearing,
  { repository, sender, comment }: Comment,
): Promise<boolean> {
  const known = await store.strangers.find(repository.id, numberOf(sender));
  return known !== null && !isAnswered(known.state, comment, clock.now());
}

/** Whether a comment with commands is answered. One of a stranger is counted, answered or not; again, it is as before. */
export async function mayBeAnswered(
  { store, clock }: Hearing,
  { repository, sender, comment }: Comment,
  permission: Permission,
): Promise<boolean> {
  if (mayWrite(permission)) return true;
  const person = numberOf(sender);
  for (;;) {
    const at = clock.now();
    const known = await store.strangers.find(repository.id, person);
    const before = known?.state ?? { answered: [], ignored: 0 };
    const state = heard(before, comment, at);
    const expected = known?.version ?? null;
    const of = { repository: repository.id, person, expected, at, state };
    const saved = await store.commit([{ type: 'stranger.save', ...of }]);
    // Another replica heard another comment of theirs meanwhile.
    if (saved.type === 'committed') return isAnswered(before, comment, at);
  }
}

/** Those whose number a delivery does not have are answered as one. */
function numberOf({ id }: Comment['sender']): number {
  return id ?? 0;
}

function heard(before: Stranger, comment: number, at: number): Stranger {
  if (!isAnswered(before, comment, at)) return { ...before, ignored: before.ignored + 1 };
  const others = recent(before, at).filter((answer) => answer.comment !== comment);
  const same = before.answered.find((answer) => answer.comment === comment);
  return { answered: [...others, same ?? { comment, at }], ignored: 0 };
}

function isAnswered(state: Stranger, comment: number, at: number): boolean {
  const answers = recent(state, at);
  return answers.length < MOST_ANSWERS || answers.some((answer) => answer.comment === comment);
}

function recent({ answered }: Stranger, at: number): Stranger['answered'] {
  return answered.filter((answer) => at - answer.at < WITHIN_MS);
}
