import { createHash } from 'node:crypto';
import type { Json } from './json.ts';

/** `sha256:<64 hex>`; names artifacts, plans, trees and cache keys. */
export type Digest = `sha256:${string}`;

/** SHA-256 of a text (UTF-8) or of bytes. The one place where a pure layer may hash. */
export function digestOf(content: string | Uint8Array): Digest {
  return `sha256:${createHash('sha256').update(content).digest('hex')}`;
}

/** SHA-256 of a JSON value, the same for every order of its keys. */
export function digestOfJson(value: Json): Digest {
  return digestOf(canonicalJson(value));
}

/** JSON text with sorted keys, so that equal values have equal text. */
export function canonicalJson(value: Json): string {
  if (value === null || typeof value !== 'object') return JSON.stringify(value);
  if (isList(value)) return `[${value.map((item) => canonicalJson(item)).join(',')}]`;
  const pairs = Object.entries(value)
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, item]) => `${JSON.stringify(key)}:${canonicalJson(item)}`);
  return `{${pairs.join(',')}}`;
}

// Array.isArray does not narrow a readonly array: https://github.com/microsoft/TypeScript/issues/17002
function isList(value: Json): value is readonly Json[] {
  return Array.isArray(value);
}
