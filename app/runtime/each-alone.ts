import { isStoreLost } from './ports/store.ts';

/**
 * Does it for each, one after the other. What fails for one is told, and the others have their turn all the same. Throws
 * only once the store is lost for good.
 */
export async function eachAlone<T>(
  items: Iterable<T>,
  act: (item: T) => Promise<unknown>,
  told: (error: unknown, item: T) => void,
): Promise<void> {
  for (const item of items) {
    try {
      await act(item);
    } catch (error) {
      if (isStoreLost(error)) throw error;
      told(error, item);
    }
  }
}
