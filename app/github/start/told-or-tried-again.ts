import { messageChange, type Message } from '../message.ts';
import type { Change } from '../../runtime/ports/store.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import type { IngressDeps } from '../ingress-deps.ts';

/** About half a minute of waiting, beside what the reading itself took. */
const MOST_TRIES = 4;

type Verdict = Extract<Message, { type: 'verdict' }>;

/**
 * What became of a commit, to be told in its check. Where some of it could not be read, which is our fault, it is told at
 * once and the delivery is tried again, a few times; then it stays told, with what to do.
 */
export async function toldOrTriedAgain(
  { store, clock }: Pick<IngressDeps, 'store' | 'clock'>,
  { id, tries }: Pick<Delivery, 'id' | 'tries'>,
  verdict: Verdict,
): Promise<Change> {
  const { started, demands = [] } = verdict;
  const why =
    started.find((one) => one.type === 'unread')?.reason ??
    demands.find(({ unread }) => unread !== undefined)?.unread;
  if (why === undefined) return messageChange(`verdict ${id}`, verdict, clock.now());
  if (tries >= MOST_TRIES) {
    const given = started.map((one) => (one.type === 'unread' ? givenUp(one, tries) : one));
    return messageChange(`verdict ${id}`, { ...verdict, started: given }, clock.now());
  }
  await store.commit([messageChange(`verdict ${id} ${tries}`, verdict, clock.now())]);
  throw new Error(why);
}

type Unread = Extract<Verdict['started'][number], { type: 'unread' }>;

function givenUp({ file, pipeline, reason }: Unread, tries: number): Verdict['started'][number] {
  const told = `${reason}, ${tries} times over. Push again to have it tried once more; make several files of it if that does not help.`;
  return { type: 'barred', file, pipeline, reason: told };
}
