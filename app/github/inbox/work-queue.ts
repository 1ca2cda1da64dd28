import { backoff } from '../../../math/backoff.ts';
import { messageOf } from '../../../text/message-of.ts';
import { KeyedMutex } from '../../runtime/keyed-mutex.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Warn } from '../../runtime/ports/host.ts';
import type { Owner } from '../../runtime/ports/ids.ts';
import type { LeasedItem, QueueDelay, Topic } from '../../runtime/ports/hosted/queues.ts';
import type { Change, Store } from '../../runtime/ports/store.ts';
import { serve } from '../../runtime/serve.ts';
import { Waker } from '../../runtime/waker.ts';
import { whatFailed } from '../client/what-failed.ts';

export type WorkDeps = {
  readonly store: Pick<Store, 'queues' | 'commit'>;
  readonly clock: Clock;
  readonly owner: Pick<Owner, 'id'>;
  readonly warn: Warn;
};

/** What waits under a topic, and how it is worked off. */
export type Subscription = {
  readonly topic: Topic;
  /** Items of one lane are worked off one after the other. */
  readonly laneOf: (item: LeasedItem) => string;
  /** Works one item off; may be called again for the same one. What it gives is committed with its end. */
  readonly handle: (item: LeasedItem) => Promise<readonly Change[]>;
};

const LEASE_MS = 120_000;
const AT_ONCE = 16;
const POLL_MS = 1000;
const waitMs = backoff({ first: 2000, longest: 900_000 });
/** GitHub itself can send a delivery again for three days; by then nobody waits for it any more. */
const GIVE_UP_AFTER_MS = 3 * 86_400_000;
/** GitHub was seen to refuse what it takes a moment later (https://github.com/cli/cli/issues/14242), not for days. */
const MOST_REFUSALS = 5;

/** Works the items of one topic off, any number of replicas beside each other. */
export class QueueWorker {
  readonly #deps: WorkDeps;
  readonly #subscription: Subscription;
  readonly #waker: Waker;
  readonly #mutex = new KeyedMutex();

  constructor(deps: WorkDeps, subscription: Subscription) {
    this.#deps = deps;
    this.#subscription = subscription;
    this.#waker = new Waker(deps.clock);
  }

  /** Something new may wait. */
  wake(): void {
    this.#waker.wake(0);
  }

  /** Until `signal` aborts; then resolves, nothing half done. */
  async work(signal: AbortSignal): Promise<void> {
    const { clock, warn } = this.#deps;
    const failed = 'the store failed and is asked again';
    await serve(signal, { clock, warn, failed, waker: this.#waker }, async () => {
      const worked = await this.workOnce();
      return clock.now() + (worked > 0 ? 0 : POLL_MS);
    });
  }

  /** Works off what is due now; gives how many items that were. */
  async workOnce(): Promise<number> {
    const { store, clock, owner } = this.#deps;
    const { topic, laneOf } = this.#subscription;
    const now = clock.now();
    const lease = { owner: owner.id, now, until: now + LEASE_MS };
    const items = await store.queues.lease(topic, lease, AT_ONCE);
    const ended = await Promise.all(
      items.map((item) => this.#mutex.run(laneOf(item), () => this.#workOff(item))),
    );
    const finishes = ended.filter((finish) => finish !== null);
    // Most come to nothing: one wait for the disk ends them all.
    if (finishes.length > 0) await store.commit(finishes);
    return items.length;
  }

  /** Gives what is still to be committed; null: it is over, or waits to be tried again. */
  async #workOff(item: LeasedItem): Promise<Change | null> {
    const { store, owner, clock } = this.#deps;
    const { topic, handle } = this.#subscription;
    const id = { topic, id: item.id };
    const finish = { type: 'queue.finish', item: id, owner: owner.id } as const;
    try {
      const changes = await handle(item);
      if (changes.length === 0) return finish;
      const result = await store.commit([...changes, finish]);
      if (result.type === 'conflict') throw new Error(`changed meanwhile: ${result.where.join()}`);
    } catch (error) {
      const delay = delayOf(error, item, clock.now());
      const what = delay === null ? 'given up' : 'to be tried again';
      this.#deps.warn(`${topic}: one is ${what}: ${messageOf(error)}`, id);
      if (delay === null) await store.commit([finish]);
      else await store.queues.delay(id, owner.id, delay);
    }
    return null;
  }
}

/** Null: never; it is too old, or was refused often enough. */
function delayOf(
  error: unknown,
  { at, tries, refusals }: LeasedItem,
  now: number,
): QueueDelay | null {
  const failure = whatFailed(error, now);
  const isRefused = failure.type === 'refusal';
  if (now - at > GIVE_UP_AFTER_MS || (isRefused && refusals + 1 >= MOST_REFUSALS)) return null;
  const until = isRefused ? now + waitMs(refusals + 1) : failure.until;
  return { dueAt: until ?? now + waitMs(tries), error: messageOf(error), isRefused };
}
