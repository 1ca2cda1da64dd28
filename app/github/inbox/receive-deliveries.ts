import type { ApplicationFunction } from 'probot';
import { CommitTogether } from '../../runtime/decide/commit-together.ts';
import type { JsonMap } from '../../domain/json.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { readPush } from './read-delivery.ts';
import { trimPayload, valueAt } from './trim-payload.ts';

export type ReceiveDeps = {
  readonly store: Pick<Store, 'commit' | 'queues'>;
  readonly clock: Pick<Clock, 'now'>;
  /** Whether this app serves an installation; others' webhooks are dropped. */
  readonly serves: (installation: number) => boolean;
  /** Called when something new waits to be worked off. */
  readonly received: () => void;
};

/**
 * The Probot app: writes every delivery down and answers at once. Probot has checked the signature. It does nothing
 * else, since GitHub waits ten seconds and never sends again what a handler failed at.
 */
export function receiveDeliveries(deps: ReceiveDeps): ApplicationFunction {
  const together = new CommitTogether(deps.store);
  return (app) => {
    app.onAny(async ({ id, name, payload }) => {
      await keepDelivery(
        { ...deps, store: together, queues: deps.store.queues },
        { id, event: name, payload: isJsonMap(payload) ? payload : {} },
      );
    });
  };
}

/** What strangers can cause as often as they like. */
const BY_ANYBODY: ReadonlySet<string> = new Set([
  'issue_comment',
  'pull_request',
  'pull_request_review',
]);
const MOST_BY_ANYBODY = 1000;
const MOST_WAITING = 10_000;

/**
 * Answered as a failure: GitHub keeps the delivery for three days, and is asked for it again (redeliver-failed.ts). Until
 * then nothing of a flood takes up room, and nothing honest is lost.
 */
class TooMuchWaits extends Error {
  override readonly name = 'TooMuchWaits';
  constructor(repository: number, most: number) {
    super(
      `more than ${most} deliveries of repository ${repository} wait: this one is asked for later`,
    );
  }
}

export type RawDelivery = {
  readonly id: string;
  readonly event: string;
  readonly payload: JsonMap;
};

/** Writes a delivery down, once by its id; with it, who pushed a head, since a pull request may ask for that at once. */
async function keepDelivery(
  {
    store,
    queues,
    clock,
    serves,
    received,
  }: Omit<ReceiveDeps, 'store'> & Pick<Store, 'queues'> & { readonly store: CommitTogether },
  { id, event, payload }: RawDelivery,
): Promise<void> {
  const installation = valueAt(payload, ['installation', 'id']);
  if (typeof installation !== 'number' || !serves(installation)) return;
  const at = clock.now();
  const body = { event, payload: trimPayload(event, payload) };
  const repository = repositoryIn(payload);
  const most = BY_ANYBODY.has(event) ? MOST_BY_ANYBODY : MOST_WAITING;
  const its = { topic: 'delivery', installation, repository } as const;
  if (await queues.holdsMore(its, most)) throw new TooMuchWaits(repository, most);
  const push = event === 'push' ? readPush(body.payload) : null;
  await store.commit([
    { type: 'queue.add', topic: 'delivery', item: { id, installation, repository, at, body } },
    ...(push === null || push.deleted ? [] : [pushedHead(push, at)]),
  ]);
  received();
}

/** 0: it is about none. */
export function repositoryIn(payload: JsonMap): number {
  const id = valueAt(payload, ['repository', 'id']);
  return typeof id === 'number' ? id : 0;
}

function pushedHead(push: NonNullable<ReturnType<typeof readPush>>, at: number) {
  const { repository, after: sha, sender: by } = push;
  return { type: 'head.pushed', repository: repository.id, sha, by, at } as const;
}

// What came as JSON is JSON, whatever its type says. It is not gone through: it may be deeper than a stack.
function isJsonMap(payload: unknown): payload is JsonMap {
  return typeof payload === 'object' && payload !== null && !Array.isArray(payload);
}
