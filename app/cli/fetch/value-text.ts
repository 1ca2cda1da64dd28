import type { Json } from '../../domain/json.ts';

/** A value as a program takes it: a text as it is, all else as JSON. */
export function valueText(value: Json): string {
  return typeof value === 'string' ? value : JSON.stringify(value);
}
