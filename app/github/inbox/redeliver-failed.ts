import type { Instant } from '../../domain/run/run.ts';
import type { Clock } from '../../runtime/ports/clock.ts';
import type { Store } from '../../runtime/ports/store.ts';
import { refusedWith } from '../client/call-errors.ts';
import type { InstallationClient, InstallationClients } from '../client/installation-clients.ts';

export type RedeliverDeps = {
  readonly store: Pick<Store, 'queues'>;
  readonly clock: Pick<Clock, 'now'>;
  readonly clients: Pick<InstallationClients, 'asApp'>;
  readonly serves: (installation: number) => boolean;
  /** Whether anything is done with an event; what nobody misses is not asked for. */
  readonly handles: (event: string) => boolean;
};

/** GitHub keeps deliveries for three days: https://docs.github.com/webhooks/using-webhooks/handling-failed-webhook-deliveries */
const KEPT_MS = 3 * 86_400_000;
/** So long a delivery that fails may be under way, or be asked for by another replica. */
const OVERLAP_MS = 15 * 60_000;
const MOST_TRIES = 5;
const MOST_AT_ONCE = 50;
const PAGE = 100;

type Asked = { readonly at: Instant; readonly times: number };
type Attempt = {
  readonly event: string;
  readonly installation_id: number | null;
  readonly status_code: number;
};
type Failed = { readonly guid: string; readonly id: number };

/**
 * Asks GitHub to send again what it could not deliver to us: it never does so by itself. What came after all, by
 * whomever it was asked for, is known by its GUID and asked for no more.
 */
export class Redeliverer {
  readonly #deps: RedeliverDeps;
  readonly #asked = new Map<string, Asked>();
  #lookedAt: Instant | null = null;

  constructor(deps: RedeliverDeps) {
    this.#deps = deps;
  }

  /** One look at what failed since the last one, at first at all that GitHub keeps; gives how many it asked for. */
  async look(): Promise<number> {
    const { clock, clients, store } = this.#deps;
    const now = clock.now();
    const client = clients.asApp();
    const failed = await this.#failedSince(client, this.#since(now));
    const known = await store.queues.known('delivery', [...failed.keys()]);
    for (const guid of known) this.#asked.delete(guid);
    const missing = [...failed.values()].filter(
      ({ guid }) => !known.has(guid) && this.#isWorthwhile(guid, now),
    );
    const wanted = missing.slice(0, MOST_AT_ONCE);
    for (const delivery of wanted) await this.#askFor(client, delivery, now);
    this.#lookedAt = missing.length > wanted.length ? null : now;
    return wanted.length;
  }

  /** What was asked for and has not come may have to be asked for again. */
  #since(now: Instant): Instant {
    for (const [guid, { at }] of this.#asked) if (at < now - KEPT_MS) this.#asked.delete(guid);
    const isOpen = [...this.#asked.values()].some(({ times }) => times < MOST_TRIES);
    return isOpen || this.#lookedAt === null ? now - KEPT_MS : this.#lookedAt - OVERLAP_MS;
  }

  /** Of each delivery the attempt that came last, by GUID. */
  async #failedSince(
    { octokit }: InstallationClient,
    since: Instant,
  ): Promise<ReadonlyMap<string, Failed>> {
    const failed = new Map<string, Failed>();
    const asked = { per_page: PAGE, status: 'failure' } as const;
    const pages = octokit.paginate.iterator(octokit.rest.apps.listWebhookDeliveries, asked);
    for await (const { data } of pages) {
      for (const delivery of data) {
        const { guid, id } = delivery;
        if (this.#isMissed(delivery) && !failed.has(guid)) failed.set(guid, { guid, id });
      }
      const oldest = data.at(-1);
      if (oldest === undefined || Date.parse(oldest.delivered_at) < since) break;
    }
    return failed;
  }

  #isMissed({ event, installation_id: installation, status_code: code }: Attempt): boolean {
    const { serves, handles } = this.#deps;
    const isOurs = installation !== null && serves(installation) && handles(event);
    return isOurs && (code < 200 || code >= 300);
  }

  #isWorthwhile(guid: string, now: Instant): boolean {
    const before = this.#asked.get(guid);
    if (before === undefined) return true;
    return before.times < MOST_TRIES && now - before.at > OVERLAP_MS;
  }

  async #askFor({ octokit }: InstallationClient, { guid, id }: Failed, now: Instant) {
    const times = (this.#asked.get(guid)?.times ?? 0) + 1;
    this.#asked.set(guid, { at: now, times });
    try {
      await octokit.rest.apps.redeliverWebhookDelivery({ delivery_id: id });
    } catch (error) {
      // 404, 422: too old by now, or cannot be sent again.
      const status = refusedWith(error);
      if (status !== 404 && status !== 422) throw error;
      this.#asked.set(guid, { at: now, times: MOST_TRIES });
    }
  }
}
