import { isList, isMap, type Json } from '../../domain/json.ts';
import { bareMap } from '../bare-map.ts';
import type { Path } from '../problems/finding.ts';

/** A copy of a value that lacks what stands at these paths. Of a list the whole is left out, since its indexes would shift. */
export function without(value: Json, paths: readonly Path[]): Json {
  const [here, inside] = split(paths);
  if (here) return null;
  if (inside.size === 0 || isList(value) || !isMap(value)) return value;
  const kept: [string, Json][] = [];
  for (const [key, item] of Object.entries(value)) {
    const below = inside.get(key);
    if (below === undefined) kept.push([key, item]);
    else if (!below.some((path) => path.length === 0) && !isList(item)) {
      kept.push([key, without(item, below)]);
    }
  }
  return bareMap(kept);
}

function split(paths: readonly Path[]): [boolean, Map<string, Path[]>] {
  const inside = new Map<string, Path[]>();
  let here = false;
  for (const [step, ...rest] of paths) {
    const below = inside.get(String(step));
    if (step === undefined) here = true;
    else if (below === undefined) inside.set(String(step), [rest]);
    else below.push(rest);
  }
  return [here, inside];
}
