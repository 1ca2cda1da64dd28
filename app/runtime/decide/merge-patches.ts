import type { Patch } from '../../domain/run/patch.ts';

/** One patch that leaves a run as these do one after the other; each row is written once. At least one is given. */
export function mergePatches(patches: readonly Patch[]): Patch {
  const [first, ...others] = patches;
  const last = patches.at(-1);
  if (first === undefined || last === undefined) throw new Error('nothing to merge');
  if (others.length === 0) return first;
  const cleared = new Set<string>();
  const set = new Map<string, Patch['timers']['set'][number]>();
  for (const { timers } of patches) {
    for (const id of timers.clear) {
      set.delete(id);
      cleared.add(id);
    }
    for (const timer of timers.set) set.set(timer.id, timer);
  }
  return {
    header: last.header,
    steps: lastOf(
      patches.flatMap(({ steps }) => steps),
      (row) => row.key,
    ),
    attempts: lastOf(
      patches.flatMap(({ attempts }) => attempts),
      (row) => `${row.number}/${row.key}`,
    ),
    timers: { set: [...set.values()], clear: [...cleared].filter((id) => !set.has(id)) },
    effects: lastOf(
      patches.flatMap(({ effects }) => effects),
      ({ id }) => id,
    ),
    cache: lastOf(
      patches.flatMap(({ cache }) => cache),
      ({ cacheKey, key }) => `${cacheKey}/${key}`,
    ),
  };
}

function lastOf<T>(rows: readonly T[], nameOf: (row: T) => string): T[] {
  return [...new Map(rows.map((row) => [nameOf(row), row])).values()];
}
