/** What it gives; null: it throws an error of this kind. */
export function unless<T>(kind: new (...args: never[]) => Error, act: () => T): T | null {
  try {
    return act();
  } catch (error) {
    if (error instanceof kind) return null;
    throw error;
  }
}
