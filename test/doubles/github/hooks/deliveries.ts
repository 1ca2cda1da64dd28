import type { App } from '../state/accounts.ts';
import type { Clock } from '../clock.ts';
import type { Attempt, Delivery } from './delivery.ts';
import { sendDelivery } from './send-delivery.ts';

/**
 * What becomes of a delivery. `lose`: it fails as if nobody answered, and can be redelivered. `vanish`: GitHub never
 * makes it. `duplicate`: sent twice under one GUID. `delay`: sent after `ms`. `overtaken`: sent after the next one of its
 * installation, or after a minute when there is none.
 */
export type Fate =
  | { readonly kind: 'lose' | 'vanish' | 'duplicate' | 'overtaken' }
  | { readonly kind: 'delay'; readonly ms: number };

export type FateRule = {
  readonly event?: string;
  readonly action?: string;
  readonly installation?: number;
  /** How many deliveries it meets; all when left out. */
  readonly times?: number;
  readonly fate: Fate;
};

const MINUTE_MS = 60_000;

/**
 * Sends webhooks to Apps, one at a time for each App and in the order of events, unless a rule says otherwise. GitHub
 * promises no order and never tries again by itself.
 */
export class Deliveries {
  readonly #clock: Clock;
  readonly #attempts: Attempt[] = [];
  readonly #queues = new Map<App, Promise<void>>();
  #overtaken: Delivery[] = [];
  readonly #stop = new AbortController();
  readonly #pending = new Set<Promise<unknown>>();
  #rules: { rule: FateRule; left: number }[] = [];
  #nextId: () => number;

  constructor(clock: Clock, nextId: () => number) {
    this.#clock = clock;
    this.#nextId = nextId;
  }

  /** Adds a rule; of several that fit, the oldest counts. */
  rule(rule: FateRule): void {
    this.#rules.push({ rule, left: rule.times ?? Infinity });
  }

  clearRules(): void {
    this.#rules = [];
  }

  /** Every attempt so far, oldest first. */
  attempts(): readonly Attempt[] {
    return [...this.#attempts];
  }

  /** Resolves when nothing is being sent and nothing waits to be, delayed deliveries excepted. */
  async settled(): Promise<void> {
    while (this.#pending.size > 0) await Promise.all(this.#pending);
  }

  close(): void {
    this.#stop.abort();
  }

  deliver(delivery: Delivery): void {
    const fate = this.#fateOf(delivery);
    switch (fate?.kind) {
      case undefined:
        return this.#sendInTurn(delivery);
      case 'vanish':
        return undefined;
      case 'lose':
        this.#attempts.push(this.#attemptOf(delivery, { status: 'timed out', code: 504 }));
        return undefined;
      case 'duplicate':
        this.#sendInTurn(delivery);
        return this.#sendInTurn(delivery);
      case 'delay':
        void this.#clock.sleep(fate.ms, this.#stop.signal).then(() => this.#sendInTurn(delivery));
        return undefined;
      case 'overtaken':
        this.#overtaken.push(delivery);
        void this.#clock
          .sleep(MINUTE_MS, this.#stop.signal)
          .then(() => this.#sendOvertaken((each) => each === delivery));
        return undefined;
    }
  }

  /** Sends what was attempted before once more. */
  redeliver(attempt: Attempt): void {
    this.#enqueue(attempt.delivery, true);
  }

  #fateOf(delivery: Delivery): Fate | undefined {
    const found = this.#rules.find(
      ({ rule, left }) =>
        left > 0 &&
        (rule.event === undefined || rule.event === delivery.event) &&
        (rule.action === undefined || rule.action === delivery.action) &&
        (rule.installation === undefined || rule.installation === delivery.installationId),
    );
    if (found !== undefined) found.left -= 1;
    return found?.rule.fate;
  }

  #sendInTurn(delivery: Delivery): void {
    this.#enqueue(delivery, false);
    const { app, installationId } = delivery;
    this.#sendOvertaken((each) => each.app === app && each.installationId === installationId);
  }

  #sendOvertaken(isMeant: (delivery: Delivery) => boolean): void {
    const late = this.#overtaken.filter((each) => isMeant(each));
    this.#overtaken = this.#overtaken.filter((each) => !late.includes(each));
    for (const each of late) this.#enqueue(each, false);
  }

  #enqueue(delivery: Delivery, redelivery: boolean): void {
    if (this.#stop.signal.aborted) return;
    const before = this.#queues.get(delivery.app) ?? Promise.resolve();
    const turn = before.then(() => this.#attempt(delivery, redelivery));
    this.#queues.set(delivery.app, turn);
    this.#pending.add(turn);
    void turn.finally(() => this.#pending.delete(turn));
  }

  async #attempt(delivery: Delivery, redelivery: boolean): Promise<void> {
    const attempt = this.#attemptOf(delivery, { status: 'pending', code: 0 }, redelivery);
    this.#attempts.push(attempt);
    await sendDelivery(attempt, this.#stop.signal);
  }

  #attemptOf(
    delivery: Delivery,
    { status, code }: { readonly status: string; readonly code: number },
    redelivery = false,
  ): Attempt {
    return {
      id: this.#nextId(),
      delivery,
      at: this.#clock.now(),
      redelivery,
      durationMs: 0,
      status,
      statusCode: code,
      response: '',
    };
  }
}
