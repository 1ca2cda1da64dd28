import { EXECUTOR_LIMITS, weightOfSample } from '../../../schemas/executor-limits.ts';

type Values = Readonly<Record<string, number>>;

/** So many values of a series are all kept; of later ones fewer and fewer, in all not more than three times as many. */
const ALL_KEPT = 16_000;
/** Series that are counted: more names than anyone draws are no series. */
const { series: MOST_SERIES } = EXECUTOR_LIMITS;

/**
 * Keeps a series at 50,000 values however many are written: a curve needs no more, and each is stored and sent. Value n
 * is kept with a gap before it that grows as n^1.5, so that the gaps add up to a bound. A series that is written
 * rarely stays whole beside one that is written often.
 */
export class SeriesThinner {
  readonly #series = new Map<string, { seen: number; next: number }>();
  readonly #mostWeight: number;
  #weight = 0;

  /** `mostWeight`: what all series together may weigh. */
  constructor(mostWeight: number = EXECUTOR_LIMITS.liveWeight) {
    this.#mostWeight = mostWeight;
  }

  /** Nothing more is kept, of whatever series. */
  get isFull(): boolean {
    return this.#weight >= this.#mostWeight;
  }

  /** Of the values of one line those that are kept; null: none. */
  keep(values: Values): Values | null {
    if (this.isFull) return null;
    const kept = Object.entries(values).filter(([name]) => this.#isKept(name));
    if (kept.length === 0) return null;
    const sample = Object.fromEntries(kept);
    const weight = weightOfSample(sample);
    const fits = this.#weight + weight <= this.#mostWeight;
    this.#weight = fits ? this.#weight + weight : this.#mostWeight;
    return fits ? sample : null;
  }

  #isKept(name: string): boolean {
    const series = this.#series.get(name) ?? { seen: 0, next: 0 };
    if (series.seen === 0) {
      if (this.#series.size >= MOST_SERIES) return false;
      this.#series.set(name, series);
    }
    const number = series.seen;
    series.seen += 1;
    if (number < series.next) return false;
    series.next = number + Math.max(1, Math.ceil((number / ALL_KEPT) ** 1.5));
    return true;
  }
}
