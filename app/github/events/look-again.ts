import type { Clock } from '../../runtime/ports/clock.ts';
import type { Change } from '../../runtime/ports/store.ts';
import { repositoryIn } from '../inbox/receive-deliveries.ts';
import type { Delivery } from '../inbox/work-deliveries.ts';
import { backoff } from '../../../math/backoff.ts';

const AGAIN = ' again';
/** One, two, four … minutes: two hours in all, in which a push that could not be delivered is asked for many times. */
const MOST_LOOKS = 7;
const waitMs = backoff({ first: 60_000 });

/** A delivery that missed what another one tells is worked off once more, later each time; nothing after two hours. */
export function lookAgain(
  clock: Pick<Clock, 'now'>,
  { id, installation, event, payload }: Delivery,
): readonly Change[] {
  const looks = looksBefore(id);
  if (looks === MOST_LOOKS) return [];
  const at = clock.now() + waitMs(looks + 1);
  const repository = repositoryIn(payload);
  const item = { id: `${id}${AGAIN}`, installation, repository, at, body: { event, payload } };
  return [{ type: 'queue.add', topic: 'delivery', item }];
}

/** Whether a delivery comes by `lookAgain`. */
export function isLookedAtAgain({ id }: Pick<Delivery, 'id'>): boolean {
  return looksBefore(id) > 0;
}

function looksBefore(id: string): number {
  return id.split(AGAIN).length - 1;
}
