import { offerOf } from '../schemas/type-book.ts';
import { Dice, seedOf } from './dice.ts';

export type SpotPrice = { readonly at: number; readonly price: number };

const HOUR_MS = 3_600_000;

/** Spot prices that move: one for each type and zone, changed every few hours, the same for the same seed. */
export class SpotPrices {
  readonly #seed: number;
  readonly #region: string;
  readonly #knobs: { readonly pricesMove: boolean };
  readonly #pinned = new Map<string, number>();

  constructor(seed: number, region: string, knobs: { readonly pricesMove: boolean }) {
    this.#knobs = knobs;
    this.#seed = seed;
    this.#region = region;
  }

  /** From now on it costs this much there, whatever the hour. */
  pin(type: string, zone: string, price: number): void {
    this.#pinned.set(`${type} ${zone}`, price);
  }

  now(type: string, zone: string, at: number): number | null {
    return this.history({ type, zone, from: at, to: at }).at(0)?.price ?? null;
  }

  /**
   * The changes of a price, newest first, and the one that was in force at `from`, as DescribeSpotPriceHistory has it:
   * https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_DescribeSpotPriceHistory.html
   */
  history(asked: { type: string; zone: string; from: number; to: number }): SpotPrice[] {
    const { type, zone, from, to } = asked;
    const base = offerOf(type, this.#region)?.spot ?? null;
    const pinned = this.#pinned.get(`${type} ${zone}`);
    if (base === null && pinned === undefined) return [];
    const step = HOUR_MS * (3 + (seedOf(this.#seed, type, zone) % 4));
    const changes: SpotPrice[] = [];
    for (let at = Math.floor(to / step) * step; ; at -= step) {
      changes.push({ at, price: pinned ?? this.#price(base ?? 0, `${type} ${zone}`, at) });
      if (at <= from) return changes;
    }
  }

  /** Zones differ by up to a fifth, hours by up to a quarter around that. */
  #price(base: number, pool: string, at: number): number {
    const zone = 0.8 + 0.4 * new Dice(seedOf(this.#seed, pool)).next();
    const hour = this.#knobs.pricesMove
      ? 0.75 + 0.5 * new Dice(seedOf(this.#seed, pool, at)).next()
      : 1;
    return Math.round(base * zone * hour * 10_000) / 10_000;
  }
}
