// A dense graph has more cycles than anyone reads.
const MAX_CYCLES = 20;

export type Order = {
  /** Every id after those it needs; ids that are free of each other in the order given. */
  readonly order: readonly string[];
  /** Each a way from an id back to itself: `[a, b, a]`. */
  readonly cycles: readonly (readonly string[])[];
};

/** Puts ids in an order in which each follows its needs, in time linear in ids and needs; finds cycles on its way. */
export function orderByNeeds(needs: ReadonlyMap<string, readonly string[]>): Order {
  const order: string[] = [];
  const cycles: string[][] = [];
  const state = new Map<string, 'open' | 'done'>();
  // An own stack: a chain of 10,000 steps is deeper than the engine's.
  const stack: { readonly id: string; readonly left: Iterator<string> }[] = [];
  const enter = (id: string): void => {
    state.set(id, 'open');
    stack.push({ id, left: (needs.get(id) ?? []).values() });
  };
  const visit = (id: string): void => {
    if (state.get(id) === 'open') {
      if (cycles.length < MAX_CYCLES) cycles.push([...pathTo(id, stack), id]);
    } else if (!state.has(id)) enter(id);
  };
  for (const id of needs.keys()) {
    visit(id);
    for (let top = stack.at(-1); top !== undefined; top = stack.at(-1)) {
      const next = top.left.next();
      if (next.done !== true) {
        visit(next.value);
        continue;
      }
      stack.pop();
      state.set(top.id, 'done');
      order.push(top.id);
    }
  }
  return { order, cycles };
}

function pathTo(id: string, stack: readonly { readonly id: string }[]): string[] {
  const ids = stack.map((entry) => entry.id);
  return ids.slice(ids.indexOf(id));
}
