import type { Instant } from '../../domain/run/run.ts';
import { serve } from '../../runtime/serve.ts';
import type { LeasedItem } from '../../runtime/ports/hosted/queues.ts';
import { whatFailed, type CallFailure } from '../client/what-failed.ts';
import { publishMessage } from './publish-message.ts';
import { publishOne } from './publish-one.ts';
import type { PublishDeps } from './publish-deps.ts';
import { MOST_REFUSALS } from './refused.ts';
import { backoff } from '../../../math/backoff.ts';

export type Publisher = {
  /** One look at everything that is due; gives when to look again. */
  readonly turn: () => Promise<Instant>;
  /** Looks again and again until `signal` aborts. */
  readonly work: (signal: AbortSignal) => Promise<void>;
};

const POLL_MS = 1000;
/** Longer than a publication takes, all its annotations included. */
const HOLD_MS = 300_000;
const MOST_AT_ONCE = 16;
const waitMs = backoff({ first: 2000, longest: 600_000 });

/** Publishes checks, comments and answers on GitHub. What is not published stays due: nothing is lost but time. */
export function openPublisher(deps: PublishDeps): Publisher {
  const { clock, warn } = deps;
  const turn = () => turnOnce(deps);
  const service = { clock, warn, failed: 'publishing failed and is tried again' };
  return { turn, work: (signal) => serve(signal, service, turn) };
}

async function turnOnce(deps: PublishDeps): Promise<Instant> {
  const { store, clock, owner } = deps;
  const now = clock.now();
  const until = now + HOLD_MS;
  const held = { owner: owner.id, now, until };
  const messages = await store.queues.lease('notice', held, MOST_AT_ONCE);
  // Those of one repository in their order; a slow answer about it keeps no other waiting.
  const byRepository = [...Map.groupBy(messages, ({ repository }) => repository).values()];
  await Promise.all(
    byRepository.map(async (theirs) => {
      for (const item of theirs) await workOff(deps, item);
    }),
  );
  const due = await store.publications.lease(now, until, MOST_AT_ONCE);
  await Promise.all(due.map((publication) => publishOne(deps, publication)));
  return clock.now() + (due.length + messages.length === 0 ? POLL_MS : 0);
}

/** Null: never. Where the comment or its repository is gone, nobody is left to read the answer. */
function retryAt(
  { tries, refusals }: LeasedItem,
  failure: CallFailure,
  now: Instant,
): Instant | null {
  if (failure.type === 'delay') return failure.until ?? now + waitMs(tries);
  const isLast = failure.reason === 'gone' || refusals + 1 >= MOST_REFUSALS;
  return isLast ? null : now + waitMs(refusals + 1);
}

async function workOff(deps: PublishDeps, message: LeasedItem): Promise<void> {
  const { store, clock, owner, warn } = deps;
  const item = { topic: 'notice', id: message.id } as const;
  try {
    await publishMessage(deps, message);
  } catch (error) {
    const failure = whatFailed(error, clock.now());
    const later = retryAt(message, failure, clock.now());
    const what = later === null ? 'is not shown' : 'is published later';
    warn(`${message.id} ${what}: ${String(error)}`, { tries: message.tries });
    if (later !== null) {
      const isRefused = failure.type === 'refusal';
      return store.queues.delay(item, owner.id, { dueAt: later, error: String(error), isRefused });
    }
  }
  await store.commit([{ type: 'queue.finish', item, owner: owner.id }]);
}
