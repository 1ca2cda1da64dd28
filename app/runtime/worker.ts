import type { EffectKind } from '../domain/run/effect.ts';
import type { Touched } from './decide/decision-batch.ts';
import { endExpiredAttempts } from './attempts/end-expired-attempts.ts';
import { fireDueTimers } from './fire-due-timers.ts';
import { LAZY_MS } from './decide/inbox.ts';
import { LEASE_MS, OWN_LEASE_MS, RENEW_EVERY_MS } from './attempts/lease-length.ts';
import type { Performer } from './performer.ts';
import { releaseDead } from './attempts/release-dead.ts';
import { serve } from './serve.ts';
import type { EffectLease, WorkScope } from './ports/outbox.ts';
import { Waker } from './waker.ts';
import type { Upkeep } from './upkeep.ts';

export type WorkerDeps = Upkeep & { readonly performer: Performer };

const POLL_MS = 1000;
const LOOK_FOR_DEAD_EVERY_MS = 5000;
/** What touches nothing but the store may be done by whoever comes: a run that waits for its group must not depend on a dead process. */
const ANYONES: readonly EffectKind[] = ['group.join', 'group.leave', 'group.wait'];

/** What a process does beside answering: effects, timers and leases of the runs in its scope. */
export class Worker {
  readonly #parts: WorkerDeps;
  readonly #driven = new Set<string>();
  readonly #waker: Waker;
  #isWorking = false;
  #endExpiredFrom = 0;
  #renewAt = 0;
  #lookForDeadAt = 0;

  constructor(parts: WorkerDeps) {
    this.#parts = parts;
    this.#waker = new Waker(parts.deps.clock);
    parts.performer.onRoom = () => this.#waker.wake(0);
  }

  /** From now on this process looks after a run. */
  drive(run: string): void {
    this.#driven.add(run);
    this.#waker.wake(0);
  }

  /** The lease on new effects of a run that this process performs itself. */
  leaseOf(run: string): EffectLease | null {
    const { owner, clock, scope } = this.#parts.deps;
    if (!this.#isWorking || (scope === 'driven' && !this.#driven.has(run))) return null;
    // Without room they wait in the outbox, where all repositories have their turns.
    if (this.#parts.performer.room === 0) return null;
    const now = clock.now();
    return { owner: owner.id, now, until: now + LEASE_MS };
  }

  /** Takes up what a commit of this process made: effects that it leased, and timers that come before it would look. */
  take(touched: ReadonlyMap<string, Touched>): void {
    for (const [run, { hot, patches, lease }] of touched) {
      const effects = patches.flatMap((patch) => patch.effects);
      const mine = lease === null ? [] : effects.filter(({ dueAt }) => dueAt <= lease.now);
      const repository = hot.header.hosted?.repository.id ?? 0;
      this.#parts.performer.add(mine.map((effect) => ({ run, repository, effect, tries: 1 })));
      const timers = patches.flatMap((patch) => patch.timers.set);
      const later = [...timers, ...effects.filter((effect) => !mine.includes(effect))];
      for (const { dueAt } of later) this.#waker.wake(dueAt);
    }
  }

  async work(signal: AbortSignal): Promise<void> {
    const { deps, inbox, performer } = this.#parts;
    this.#isWorking = true;
    this.#endExpiredFrom = patientUntil(deps);
    inbox.lazyMs = LAZY_MS;
    const stopWatching = deps.store.watch(() => void this.#noticeOthers());
    try {
      const { clock, warn } = deps;
      const failed = 'the store failed and is asked again';
      await serve(signal, { clock, warn, failed, waker: this.#waker }, () => this.#turn());
    } finally {
      stopWatching();
      this.#isWorking = false;
      inbox.lazyMs = 0;
      await inbox.idle();
      await performer.idle();
      await inbox.idle();
    }
  }

  /** One look at everything; gives when to look again. */
  async #turn(): Promise<number> {
    const { deps } = this.#parts;
    const soon = deps.clock.now() + POLL_MS;
    await this.#renew();
    await this.#lookForDead();
    const runs = this.#runs();
    if (deps.clock.now() >= this.#endExpiredFrom) await endExpiredAttempts(this.#parts, runs);
    await fireDueTimers(this.#parts, runs);
    await this.#lease();
    const timer = await deps.store.timers.nextDueAt(runs);
    const effect = await this.#nextEffectAt();
    return Math.min(soon, timer ?? soon, effect ?? soon);
  }

  /** Null without room for any: then `onRoom` wakes. */
  async #nextEffectAt(): Promise<number | null> {
    const { deps, performer } = this.#parts;
    return performer.room === 0 ? null : deps.store.outbox.nextDueAt(this.#scope());
  }

  async #renew(): Promise<void> {
    const { store, owner, clock } = this.#parts.deps;
    const now = clock.now();
    if (now < this.#renewAt) return;
    const driven = new Set(await store.leases.renewAllOf(owner.id, now + LEASE_MS));
    this.#renewAt = now + RENEW_EVERY_MS;
    for (const run of this.#driven) if (!driven.has(run)) await this.#letGo(run);
  }

  /** A process that was suspended for long finds that another one went on with its run. One that is over has nothing to drive. */
  async #letGo(run: string): Promise<void> {
    const { store, warn } = this.#parts.deps;
    const header = await store.runs.header(run);
    if (header === null || header.endedAt !== null) return;
    this.#driven.delete(run);
    warn('another process goes on with this run', { run });
  }

  async #lookForDead(): Promise<void> {
    const now = this.#parts.deps.clock.now();
    if (now < this.#lookForDeadAt) return;
    await releaseDead(this.#parts.deps);
    this.#lookForDeadAt = now + LOOK_FOR_DEAD_EVERY_MS;
  }

  async #lease(): Promise<void> {
    const { deps, performer } = this.#parts;
    if (performer.room === 0) return;
    const now = deps.clock.now();
    const lease = { owner: deps.owner.id, now, until: now + LEASE_MS };
    performer.add(await deps.store.outbox.lease(lease, this.#scope(), performer.room));
  }

  /** Whoever shows a run that another process changed is told; and there may be something to do. */
  async #noticeOthers(): Promise<void> {
    await this.#parts.inbox.quietly(async () => undefined);
    this.#waker.wake(0);
  }

  #runs(): readonly string[] | null {
    return this.#parts.deps.scope === 'all' ? null : [...this.#driven];
  }

  #scope(): WorkScope {
    return { runs: this.#runs(), kinds: ANYONES };
  }
}

/** While nobody was there to hear them, attempts that live elsewhere could not renew their leases. */
function patientUntil({ host, clock }: WorkerDeps['deps']): number {
  return host.lifetime === 'own' ? clock.now() + OWN_LEASE_MS : 0;
}
