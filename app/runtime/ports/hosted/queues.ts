import type { Json } from '../../../domain/json.ts';
import type { Instant } from '../../../domain/run/run.ts';

/**
 * What the outside told and what it is to be told, beside runs. Deliveries of webhooks come in and are worked off;
 * messages (answers to commands, what became of a push) wait until they are published. Both are rows under a lease.
 */
export interface Queues {
  /** Which of these ids are known, worked off or not. */
  known(topic: Topic, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /**
   * Leases up to `limit` items that are due and that nobody holds, in turns: however much of one repository waits, what
   * waits of another is among the next. Those of one repository oldest first.
   */
  lease(topic: Topic, lease: QueueLease, limit: number): Promise<readonly LeasedItem[]>;
  /** Whether more than so many items of a repository wait, whoever holds some of them. */
  holdsMore(of: QueueOf, than: number): Promise<boolean>;
  /** Gives an item back, to be tried again. */
  delay(item: QueueId, owner: string, delay: QueueDelay): Promise<void>;
  /** When the next item falls due, or its lease runs out; null: there is none. */
  nextDueAt(topic: Topic): Promise<Instant | null>;
  /** Forgets items that were worked off before; gives how many. Their ids are then unknown again. */
  forget(topic: Topic, before: Instant): Promise<number>;
}

/**
 * `delivery`: a webhook that came in. `run.ended`: a run of a repository on GitHub is over, `{ run }`, told in the commit
 * that ended it. `approval.asked`: a step of a run that takes over what was tested waits for a person, `{ run, key }`, told in
 * the commit in which it began to. `emergency.due`: somebody should have looked at a
 * promotion by then, `{ run }`. `notice`: something to be published that belongs to no run.
 */
export const TOPICS = [
  'delivery',
  'run.ended',
  'approval.asked',
  'emergency.due',
  'notice',
] as const;
export type Topic = (typeof TOPICS)[number];

export type QueueLease = {
  readonly owner: string;
  readonly now: Instant;
  readonly until: Instant;
};

export type QueueOf = {
  readonly topic: Topic;
  readonly installation: number;
  readonly repository: number;
};

export type QueueId = { readonly topic: Topic; readonly id: string };

export type QueueItem = {
  readonly id: string;
  /** The installation of the app that it belongs to; null: the app itself. */
  readonly installation: number | null;
  /** Whose turn it takes up; left out: of none. */
  readonly repository?: number;
  readonly at: Instant;
  readonly body: Json;
};

/** `tries`: how often it was leased; `refusals`: how often it was delayed since what it asks for was refused. */
export type LeasedItem = Omit<QueueItem, 'repository'> & {
  readonly repository: number;
} & { readonly tries: number; readonly refusals: number };

export type QueueDelay = {
  readonly dueAt: Instant;
  readonly error: string;
  readonly isRefused: boolean;
};

export type QueueChange =
  /** Worked off; nothing happens if `owner` no longer holds it. Its content is forgotten, its id is not. */
  | { readonly type: 'queue.finish'; readonly item: QueueId; readonly owner: string }
  /** One that is known stays as it is. */
  | { readonly type: 'queue.add'; readonly topic: Topic; readonly item: QueueItem };
