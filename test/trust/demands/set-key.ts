import type { Document } from './main-pipelines.ts';
import { plainOf, type SchemaKey } from './schema-keys.ts';

/** What a key of the format can be changed to, in one pipeline. */
export function changesOfKey(document: Document, key: SchemaKey, where: number): Document[] {
  const choices = [undefined, ...key.values, ...key.wrong];
  return choices.map((value) => withKeySet(document, key, { where, value }));
}

type At = { readonly where: number; readonly value: unknown };

/** A pipeline in which a key has a value, or, undefined, is gone. What it lies in is made where it is not there. */
export function withKeySet(
  document: Document,
  { path }: SchemaKey,
  { where, value }: At,
): Document {
  const copy: unknown = structuredClone(document);
  if (!isObject(copy)) return document;
  put(copy, path, { at: [], where, value });
  return copy;
}

type Bag = Record<string, unknown>;

function put(
  bag: Bag,
  path: readonly string[],
  to: { readonly at: readonly string[]; readonly where: number; readonly value: unknown },
): void {
  const [segment = '', ...rest] = path;
  const at = [...to.at, segment];
  const isList = segment.endsWith('[]');
  const name = nameFor(bag, isList ? segment.slice(0, -2) : segment, to.where);
  if (rest.length === 0) {
    if (to.value === undefined) delete bag[name];
    else bag[name] = to.value;
    return;
  }
  const known = bag[name];
  if (isList) {
    const list: unknown[] = Array.isArray(known) ? known : [];
    const first = isObject(list[0]) ? list[0] : structuredClone(plainOf(at));
    bag[name] = [first, ...list.slice(1)];
    return put(first, rest, { ...to, at });
  }
  const inner = isObject(known) ? known : structuredClone(plainOf(at));
  bag[name] = inner;
  put(inner, rest, { ...to, at });
}

/** A name where any may stand: one that is there, or, one time in four, another. */
function nameFor(bag: Bag, segment: string, where: number): string {
  if (segment === 'x-*') return 'x-mine';
  if (segment !== '*') return segment;
  const names = Object.keys(bag);
  const isNew = names.length === 0 || where % 4 === 3;
  return isNew ? 'added' : (names[Math.floor(where / 4) % names.length] ?? 'added');
}

/** A map, as YAML has them. */
export function isObject(value: unknown): value is Bag {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
