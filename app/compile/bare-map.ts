import type { Json, JsonMap } from '../domain/json.ts';

/** A map that has only what was put into it: `map['constructor']` of an ordinary one is a function. */
export function bareMap(entries: Iterable<readonly [string, Json]>): JsonMap {
  const map: Record<string, Json> = Object.create(null);
  for (const [key, value] of entries) map[key] = value;
  return map;
}
