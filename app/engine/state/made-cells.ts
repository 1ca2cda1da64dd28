/** Cells that one decision makes, in order, and how far it has released held ones. Held cells are released in order and never held again. */
export class MadeCells {
  readonly #keys = new Map<string, string[]>();
  readonly #cursor = new Map<string, number>();
  readonly #released = new Map<string, number>();

  add(stepId: string, key: string): void {
    const keys = this.#keys.get(stepId);
    if (keys === undefined) this.#keys.set(stepId, [key]);
    else keys.push(key);
  }

  of(stepId: string): readonly string[] {
    return this.#keys.get(stepId) ?? [];
  }

  /** The first made cell that `isHeld`. */
  next(stepId: string, isHeld: (key: string) => boolean): string | undefined {
    const keys = this.of(stepId);
    let cursor = this.#cursor.get(stepId) ?? 0;
    for (; cursor < keys.length; cursor += 1) {
      const key = keys[cursor];
      if (key !== undefined && isHeld(key)) break;
    }
    this.#cursor.set(stepId, cursor);
    return keys[cursor];
  }

  release(stepId: string, order: number): void {
    this.#released.set(stepId, Math.max(order, this.releasedUpTo(stepId)));
  }

  releasedUpTo(stepId: string): number {
    return this.#released.get(stepId) ?? -1;
  }
}
