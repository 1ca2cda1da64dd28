import type { Stranger } from '../../runtime/ports/hosted/strangers.ts';
import type { IssueCommentEvent } from '../inbox/read-delivery.ts';
import type { IngressDeps } from '../ingress-deps.ts';
import type { Permission } from '../reads/api-port.ts';
import { mayWrite } from '../trust.ts';

/**
 * People without write are answered so often an hour in a repository, reactions included, and all of them together, for
 * anybody can have many accounts. GitHub lets an App write 500 times an hour, for all that it does:
 * https://docs.github.com/rest/using-the-rest-api/rate-limits-for-the-rest-api#about-secondary-rate-limits
 */
const MOST_ANSWERS = 5;
const MOST_OF_ALL = 50;
const WITHIN_MS = 3_600_000;

type Hearing = Pick<IngressDeps, 'store' | 'clock'>;
type Comment = Pick<IssueCommentEvent, 'repository' | 'sender' | 'comment'>;

/** Whether their author, if a stranger, has been answered so often that this comment would be ignored. */
export async function hasHadEnough(
  { store, clock }: Hearing,
  { repository, sender, comment }: Comment,
): Promise<boolean> {
  const { own, all } = await soFar(store, repository.id, numberOf(sender));
  return !isAnswered({ own: own.state, all: all.state }, comment, clock.now());
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
    const { own, all } = await soFar(store, repository.id, person);
    const isHeard = isAnswered({ own: own.state, all: all.state }, comment, at);
    const save = (who: number, { version: expected, state }: Known) =>
      ({
        type: 'stranger.save',
        repository: repository.id,
        person: who,
        expected,
        at,
        state,
      }) as const;
    const saved = await store.commit(
      isHeard
        ? [
            save(person, { ...own, state: answered(own.state, comment, at) }),
            save(EVERYBODY, { ...all, state: answered(all.state, comment, at) }),
          ]
        : [save(person, { ...own, state: { ...own.state, ignored: own.state.ignored + 1 } })],
    );
    // Another replica heard another comment meanwhile.
    if (saved.type === 'committed') return isHeard;
  }
}

type Known = { readonly version: number | null; readonly state: Stranger };

/** Nobody has such a number. */
const EVERYBODY = -1;
const NOTHING: Known = { version: null, state: { answered: [], ignored: 0 } };

async function soFar({ strangers }: Hearing['store'], repository: number, person: number) {
  const own = (await strangers.find(repository, person)) ?? NOTHING;
  return { own, all: (await strangers.find(repository, EVERYBODY)) ?? NOTHING };
}

/** Those whose number a delivery does not have are answered as one. */
function numberOf({ id }: Comment['sender']): number {
  return id ?? 0;
}

function answered(before: Stranger, comment: number, at: number): Stranger {
  const others = recent(before, at).filter((answer) => answer.comment !== comment);
  const same = before.answered.find((answer) => answer.comment === comment);
  return { answered: [...others, same ?? { comment, at }], ignored: 0 };
}

type Heard = { readonly own: Stranger; readonly all: Stranger };

function isAnswered({ own, all }: Heard, comment: number, at: number): boolean {
  const answers = recent(own, at);
  if (answers.some((answer) => answer.comment === comment)) return true;
  return answers.length < MOST_ANSWERS && recent(all, at).length < MOST_OF_ALL;
}

function recent({ answered }: Stranger, at: number): Stranger['answered'] {
  return answered.filter((answer) => at - answer.at < WITHIN_MS);
}
