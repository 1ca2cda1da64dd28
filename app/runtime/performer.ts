import type { Effect, EffectBody, EffectKind } from '../domain/run/effect.ts';
import type { Inbox } from './decide/inbox.ts';
import { askBudget } from './perform/ask-budget.ts';
import { awaitBaselines } from './perform/await-baselines.ts';
import { lookAtApprovals } from './perform/look-at-approvals.ts';
import { cancelStep } from './perform/cancel-step.ts';
import { lookAtStep } from './perform/look-at-step.ts';
import { lookUpCache } from './perform/look-up-cache.ts';
import { NotYet } from './not-yet.ts';
import type { Perform, Performing } from './perform/performing.ts';
import { promoteModel } from './perform/promote-model.ts';
import { startStep } from './perform/start-step.ts';
import {
  joinConcurrency,
  leaveConcurrency,
  waitInConcurrency,
} from './perform/tell-concurrency.ts';
import type { LeasedEffect } from './ports/outbox.ts';
import type { Submission, SubmittedEvent } from './decide/submission.ts';
import { messageOf } from '../../text/message-of.ts';
import { backoff } from '../../math/backoff.ts';

type Handlers = { readonly [K in EffectKind]: Perform<K> };

const HANDLERS: Handlers = {
  'group.join': joinConcurrency,
  'group.leave': leaveConcurrency,
  'group.wait': waitInConcurrency,
  'cache.look-up': lookUpCache,
  'baselines.await': awaitBaselines,
  'approvals.check': lookAtApprovals,
  'budget.ask': askBudget,
  'step.start': startStep,
  'step.cancel': cancelStep,
  'step.look': lookAtStep,
  'model.promote': promoteModel,
};

const MOST_AT_ONCE = 32;
/** Beyond these, due effects stay in the outbox, where others find them too. */
const MOST_TAKEN = 128;
const waitMs = backoff({ first: 1000, longest: 60_000, jitter: 0.5 });

/**
 * Performs leased effects, several at once but those of one attempt in order, and commits what came of each together
 * with its end. What fails is given back to the outbox to be tried again, later each time.
 */
export class Performer {
  /** Called when there is room again after there was little. */
  onRoom: () => void = () => {};
  readonly #performing: Performing;
  readonly #inbox: Inbox;
  readonly #waiting: LeasedEffect[] = [];
  readonly #busy = new Map<string, LeasedEffect[]>();
  readonly #known = new Set<string>();
  /** How many effects of each repository are at work. */
  readonly #working = new Map<number, number>();
  readonly #ended = new Set<() => void>();

  constructor(performing: Performing, inbox: Inbox) {
    this.#performing = performing;
    this.#inbox = inbox;
  }

  add(effects: readonly LeasedEffect[]): void {
    for (const leased of effects) {
      if (this.#known.has(leased.effect.id)) continue;
      this.#known.add(leased.effect.id);
      this.#waiting.push(leased);
    }
    this.#begin();
  }

  /** How many more it can take at once. */
  get room(): number {
    return Math.max(0, MOST_TAKEN - this.#known.size);
  }

  /** Resolves when nothing is being performed. */
  async idle(): Promise<void> {
    if (this.#known.size === 0) return;
    await new Promise<void>((resolve) => this.#ended.add(resolve));
  }

  #begin(): void {
    while (this.#waiting.length > 0 && this.#busy.size < MOST_AT_ONCE) {
      const next = this.#nextInTurn();
      if (next === undefined) return;
      const lane = laneOf(next);
      const others = this.#busy.get(lane);
      if (others === undefined) {
        this.#busy.set(lane, []);
        void this.#carryOut(lane, next);
      } else others.push(next);
    }
  }

  /** The first of whichever repository has the fewest at work. */
  #nextInTurn(): LeasedEffect | undefined {
    const load = ({ repository }: LeasedEffect) => this.#working.get(repository) ?? 0;
    const least = Math.min(...this.#waiting.map(load));
    const at = this.#waiting.findIndex((waiting) => load(waiting) === least);
    return this.#waiting.splice(at, 1)[0];
  }

  #count({ repository }: LeasedEffect, more: 1 | -1): void {
    const now = (this.#working.get(repository) ?? 0) + more;
    if (now === 0) this.#working.delete(repository);
    else this.#working.set(repository, now);
  }

  async #carryOut(lane: string, leased: LeasedEffect): Promise<void> {
    let next: LeasedEffect | undefined = leased;
    while (next !== undefined) {
      this.#count(next, 1);
      await this.#perform(next);
      this.#count(next, -1);
      next = this.#busy.get(lane)?.shift();
    }
    this.#busy.delete(lane);
    this.#begin();
  }

  async #perform(leased: LeasedEffect): Promise<void> {
    const { run, effect } = leased;
    const { owner } = this.#performing.deps;
    try {
      const submission = await performOne(this.#performing, run, effect);
      const done = this.#inbox.submit(finishing(submission, effect.id, owner.id));
      const settled = this.#settle(leased, done);
      // What may wait to be written down keeps nobody else waiting.
      if (submission.pace !== 'lazy') await settled;
    } catch (error) {
      await this.#settle(leased, Promise.reject(error));
    }
  }

  async #settle({ effect, tries }: LeasedEffect, done: Promise<unknown>): Promise<void> {
    try {
      await done;
    } catch (error) {
      if (error instanceof NotYet && error.told !== null) await this.#tell(error.told);
      await this.#giveBack(effect, tries, error);
    }
    this.#known.delete(effect.id);
    if (this.#known.size === MOST_TAKEN / 2) this.onRoom();
    if (this.#known.size > 0) return;
    for (const resolve of this.#ended) resolve();
    this.#ended.clear();
  }

  /** That it waits is not worth more than the wait: told again with the next try. */
  async #tell(event: SubmittedEvent): Promise<void> {
    try {
      await this.#inbox.submit({ prepare: () => ({ events: [event] }), pace: 'soon' });
    } catch (error) {
      this.#performing.deps.warn(`a run was not told what it waits for: ${messageOf(error)}`, {
        run: event.run,
      });
    }
  }

  async #giveBack(effect: Effect, tries: number, error: unknown): Promise<void> {
    const { store, owner, clock, chance, warn } = this.#performing.deps;
    const message = messageOf(error);
    const dueAt = clock.now() + waitMs(tries, chance());
    if (!(error instanceof NotYet)) {
      warn(`${effect.kind} failed and is tried again: ${message}`, { effect: effect.id, tries });
    }
    try {
      await store.outbox.delay(effect.id, owner.id, dueAt, message);
    } catch (unreachable) {
      // Its lease runs out by itself.
      warn(`the store cannot be reached: ${String(unreachable)}`, { effect: effect.id });
    }
  }
}

/** Effects of one lane are performed one after the other: a cancel must not overtake its start. */
function laneOf({ run, effect }: LeasedEffect): string {
  return 'key' in effect ? `${run}/${effect.key}` : effect.group;
}

function performOne<K extends EffectKind>(
  performing: Performing,
  run: string,
  effect: Extract<EffectBody, { kind: K }> & { readonly kind: K },
): Promise<Submission> {
  const handler: Handlers[K] = HANDLERS[effect.kind];
  return handler(performing, run, effect);
}

function finishing(submission: Submission, effect: string, owner: string): Submission {
  return {
    pace: submission.pace,
    prepare: async (runs) => {
      const work = await submission.prepare(runs);
      const finish = { type: 'effect.finish', effect, owner } as const;
      return { ...work, changes: [...(work.changes ?? []), finish] };
    },
  };
}
