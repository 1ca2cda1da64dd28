import type { StepRow } from '../../domain/run/run.ts';

type Held = {
  /** Of cells that became held, the lowest first. */
  readonly orders: number[];
  readonly keys: string[];
  /** Before it none is held any more. */
  cursor: number;
};

/**
 * Cells that one decision makes, in order, those that it holds, and how far it has released ones that were held before
 * it: those are released in order.
 */
export class MadeCells {
  readonly #keys = new Map<string, string[]>();
  readonly #held = new Map<string, Held>();
  readonly #released = new Map<string, number>();

  /** Takes in how a cell becomes another. */
  follow(before: StepRow | undefined, row: StepRow): void {
    const wasHeld = before?.state === 'held';
    if (before === undefined) this.#add(row);
    if (row.state === 'held' && !wasHeld) this.#hold(row);
    if (wasHeld && row.state !== 'held') this.#release(row);
  }

  of(stepId: string): readonly string[] {
    return this.#keys.get(stepId) ?? [];
  }

  /** The first cell that this decision made held and that still `isHeld`. */
  next(stepId: string, isHeld: (key: string) => boolean): string | undefined {
    const held = this.#held.get(stepId);
    if (held === undefined) return undefined;
    const { keys } = held;
    let { cursor } = held;
    for (; cursor < keys.length; cursor += 1) {
      const key = keys[cursor];
      if (key !== undefined && isHeld(key)) break;
    }
    held.cursor = cursor;
    return keys[cursor];
  }

  releasedUpTo(stepId: string): number {
    return this.#released.get(stepId) ?? -1;
  }

  #add({ stepId, key }: StepRow): void {
    const keys = this.#keys.get(stepId);
    if (keys === undefined) this.#keys.set(stepId, [key]);
    else keys.push(key);
  }

  /** A cell that this decision made, or that waited before it. */
  #hold({ stepId, key, order }: StepRow): void {
    const held = this.#held.get(stepId) ?? { orders: [], keys: [], cursor: 0 };
    this.#held.set(stepId, held);
    let at = held.orders.length;
    while (at > 0 && (held.orders[at - 1] ?? -1) > order) at -= 1;
    held.orders.splice(at, 0, order);
    held.keys.splice(at, 0, key);
    held.cursor = Math.min(held.cursor, at);
  }

  #release({ stepId, order }: StepRow): void {
    this.#released.set(stepId, Math.max(order, this.releasedUpTo(stepId)));
  }
}
