import type { Store } from '../../app/runtime/ports/store.ts';

/** When a process dies: at its n-th call to the store, before or after it took effect. */
export type Death = { readonly call: number; readonly moment: 'before' | 'after' };

export type Mortal = {
  readonly store: Store;
  /** How many calls were made. */
  readonly calls: () => number;
  readonly isDead: () => boolean;
};

/**
 * A store as a process sees it that dies at a given call: from then on no answer ever comes and nothing it does takes
 * effect. What is left is what another process would find after a `kill -9`.
 */
export function mortalStore(store: Store, death: Death | null): Mortal {
  let calls = 0;
  let dead = false;
  const never = new Promise<never>(() => {});
  const call = async (act: () => unknown): Promise<unknown> => {
    if (dead) return never;
    calls += 1;
    if (calls !== death?.call) return act();
    if (death.moment === 'before') {
      dead = true;
      return never;
    }
    await act();
    dead = true;
    return never;
  };
  const wrap = <T extends object>(part: T): T =>
    new Proxy(part, {
      get(target, name, receiver) {
        const value: unknown = Reflect.get(target, name, receiver);
        if (name === 'watch' || name === 'close' || name === 'mayHaveChanged') return value;
        if (typeof value === 'function') {
          return (...args: unknown[]) => call(() => Reflect.apply(value, target, args));
        }
        return typeof value === 'object' && value !== null ? wrap(value) : value;
      },
    });
  return { store: wrap(store), calls: () => calls, isDead: () => dead };
}
