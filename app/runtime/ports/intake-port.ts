import type { Json } from '../../domain/json.ts';
import type { Instant } from '../../domain/run/run.ts';

/**
 * What the outside told and what it is to be told, beside runs. Deliveries of webhooks come in and are worked off;
 * notices (answers to commands, what became of a push) wait until they are published. Both are rows under a lease.
 */
export interface Queues {
  /** Keeps an item; false: one with this id is known, worked off or not. */
  add(topic: Topic, item: QueueItem): Promise<boolean>;
  /** Which of these ids are known, worked off or not. */
  known(topic: Topic, ids: readonly string[]): Promise<ReadonlySet<string>>;
  /** Claims up to `limit` items that are due and that nobody holds, oldest first. */
  claim(topic: Topic, claim: QueueClaim, limit: number): Promise<readonly ClaimedItem[]>;
  /** Gives an item back, to be tried again at `dueAt`. */
  delay(item: QueueId, owner: string, dueAt: Instant, error: string): Promise<void>;
  /** When the next item falls due, or its claim runs out; null: there is none. */
  nextDueAt(topic: Topic): Promise<Instant | null>;
  /** Forgets items that were worked off before; gives how many. Their ids are then unknown again. */
  forget(topic: Topic, before: Instant): Promise<number>;
}

/** `delivery`: a webhook that came in. `notice`: something to be published that belongs to no run. */
export type Topic = 'delivery' | 'notice';
export type QueueClaim = {
  readonly owner: string;
  readonly now: Instant;
  readonly until: Instant;
};
/** Event of a delivery that no webhook brought: `payload.run` of a repository on GitHub is over. */
export const RUN_ENDED = 'run.ended';
export type QueueId = { readonly topic: Topic; readonly id: string };
export type QueueItem = {
  readonly id: string;
  /** The installation of the app that it belongs to; null: the app itself. */
  readonly installation: number | null;
  readonly at: Instant;
  readonly body: Json;
};
export type ClaimedItem = QueueItem & { readonly tries: number };

/** What has been started for which reason, who pushed what, who asked for what, and which clocks start pipelines. */
export interface IntakeReads {
  /** The run that was started under this key (`RunKey`); null: none. */
  startedAs(key: string): Promise<string | null>;
  /** Login of who last pushed a commit of this repository as the head of something; null: nobody saw it. */
  pusherOf(repository: number, sha: string): Promise<Pusher | null>;
  /** Newest first. */
  audit(query: { readonly repository: number; readonly limit: number }): Promise<readonly Audit[]>;
  schedule(id: string): Promise<Versioned | null>;
  /** Schedules of a repository, by name; null: of all. */
  schedules(repository: number | null): Promise<readonly Versioned[]>;
  /** Schedules whose next time has come, the longest waiting first. */
  dueSchedules(now: Instant, limit: number): Promise<readonly Versioned[]>;
  nextScheduleAt(): Promise<Instant | null>;
}

export type Versioned = { readonly id: string; readonly version: number; readonly state: Json };
export type Pusher = { readonly login: string; readonly isBot: boolean };

/** Who asked for what, and what was decided. */
export type Audit = {
  readonly id: string;
  readonly at: Instant;
  readonly repository: number;
  readonly actor: string;
  /** As GitHub answered when it was decided. */
  readonly permission: string;
  readonly asked: string;
  readonly decision: 'granted' | 'refused';
  readonly reason: string;
  readonly sha: string | null;
};

export type IntakeChange =
  /** Worked off; nothing happens if `owner` no longer holds it. Its content is forgotten, its id is not. */
  | { readonly type: 'queue.finish'; readonly item: QueueId; readonly owner: string }
  /** One that is known stays as it is. */
  | { readonly type: 'queue.add'; readonly topic: Topic; readonly item: QueueItem }
  /** Conflicts if something was started under this key. */
  | { readonly type: 'start.once'; readonly key: string; readonly run: string }
  | {
      readonly type: 'head.pushed';
      readonly repository: number;
      readonly sha: string;
      readonly by: Pusher;
      readonly at: Instant;
    }
  /** One that is known stays as it is. */
  | { readonly type: 'audit.add'; readonly audit: Audit }
  | {
      readonly type: 'schedule.save';
      readonly id: string;
      readonly repository: number;
      /** Null: it is new. */
      readonly expected: number | null;
      /** Null: it starts nothing by itself. */
      readonly nextAt: Instant | null;
      readonly state: Json;
    }
  | { readonly type: 'schedule.drop'; readonly id: string; readonly expected: number };
