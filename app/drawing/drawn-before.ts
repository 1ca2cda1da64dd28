import type { Drawn, Prose } from './drawing-question.ts';

type Made = Drawn | Prose;

const MOST_BYTES = 32 * 1024 * 1024;
const MOST = 2000;
/** What could not be drawn is tried again then. */
const PROBLEM_MS = 60_000;

type Kept = { readonly made: Promise<Made>; bytes: number; until: number };

/** Pictures that were drawn a short while ago; those that were asked for long ago give way to new ones. */
export class DrawnBefore {
  /** The one that was asked for last is the last. */
  readonly #kept = new Map<string, Kept>();
  #bytes = 0;

  /** Who asks while it is drawn waits for the same drawing. */
  get(name: string, draw: () => Promise<Made>): Promise<Made> {
    const found = this.#kept.get(name);
    if (found !== undefined && found.until > performance.now()) {
      this.#kept.delete(name);
      this.#kept.set(name, found);
      return found.made;
    }
    this.#drop(name);
    const kept: Kept = { made: draw(), bytes: 0, until: Infinity };
    this.#kept.set(name, kept);
    kept.made.then(
      (made) => this.#weigh(name, kept, made),
      () => this.#drop(name),
    );
    this.#makeRoom();
    return kept.made;
  }

  #weigh(name: string, kept: Kept, made: Made): void {
    if (this.#kept.get(name) !== kept) return;
    if (made.type === 'problem') kept.until = performance.now() + PROBLEM_MS;
    kept.bytes = bytesOf(made);
    this.#bytes += kept.bytes;
    this.#makeRoom();
  }

  #makeRoom(): void {
    for (const name of this.#kept.keys()) {
      if (this.#bytes <= MOST_BYTES && this.#kept.size <= MOST) return;
      this.#drop(name);
    }
  }

  #drop(name: string): void {
    this.#bytes -= this.#kept.get(name)?.bytes ?? 0;
    this.#kept.delete(name);
  }
}

function bytesOf(made: Made): number {
  if (made.type === 'picture') return made.bytes.length;
  return made.type === 'prose' ? made.html.length : 0;
}
