import type { RunView } from '../../../schemas/run-view.generated.ts';
import type { Printed } from '../../reports/terminal/progress-lines.ts';

const TAIL_LINES = 20;

/** Remembers the last lines that the newest attempt of each step printed, for the story of those that fail. */
export class OutputTails {
  readonly #tails = new Map<string, { readonly attempt: number; readonly lines: string[] }>();

  add({ key, attempt, text }: Printed): void {
    const known = this.#tails.get(key);
    const tail = known?.attempt === attempt ? known : { attempt, lines: [] };
    tail.lines.push(text);
    if (tail.lines.length > TAIL_LINES) tail.lines.shift();
    this.#tails.set(key, tail);
  }

  /** Nothing is told of how a step succeeded, and a run may have thousands that do. */
  forgetSucceeded({ steps }: Pick<RunView, 'steps'>): void {
    for (const { key, result } of steps) if (result === 'success') this.#tails.delete(key);
  }

  all(): ReadonlyMap<string, readonly string[]> {
    return new Map([...this.#tails].map(([key, { lines }]) => [key, lines]));
  }
}
