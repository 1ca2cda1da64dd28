import { isMap, type Json } from '../../domain/json.ts';
import type { CacheParts } from './cache-key.ts';

/** The parts of a key as they were kept. */
export function partsIn(kept: Json): CacheParts {
  if (!isMap(kept)) return {};
  return Object.fromEntries(
    Object.entries(kept).flatMap(([name, value]) =>
      typeof value === 'string' ? [[name, value]] : [],
    ),
  );
}

/** Those of a step alone: files and params are told of the whole run. */
export function ownPartsIn(kept: Json): CacheParts {
  return Object.fromEntries(
    Object.entries(partsIn(kept)).filter(([name]) => !/^(?:files|param)(?:\.|$)/.test(name)),
  );
}

/** What an input is; where it is put is no part of it. Null: the step was given none of that name. */
export function contentOfInput(parts: CacheParts, name: string): string | null {
  return parts[`input.${name}`]?.split(' at ')[0] ?? null;
}
