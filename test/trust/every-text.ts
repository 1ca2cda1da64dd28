import { Buffer } from 'node:buffer';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';

/** A place where something may be found, and all of its text. */
export type Place = { readonly name: string; readonly text: string };

/** A value and what it looks like in the forms that programs commonly give it. */
export function formsOf(value: string): readonly string[] {
  const bytes = Buffer.from(value);
  const strict = encodeURIComponent(value).replaceAll(
    /[!'()*]/g,
    (char) => `%${char.charCodeAt(0).toString(16).toUpperCase()}`,
  );
  // Inside a longer text; the ends depend on what is beside it.
  const within = [0, 1, 2].map((shift) => {
    const whole = bytes.subarray(shift, shift + Math.floor((bytes.length - shift) / 3) * 3);
    return whole.toString('base64').slice(4, -4);
  });
  const hex = bytes.toString('hex');
  return [
    value,
    JSON.stringify(value).slice(1, -1),
    ...within,
    ...within.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
    strict,
    encodeURIComponent(value),
    strict.replaceAll('%20', '+'),
    hex,
    hex.toUpperCase(),
  ];
}

/** Where any of these stands: the place, and what surrounds it. */
export function findIn(places: readonly Place[], values: readonly string[]): readonly string[] {
  return places.flatMap(({ name, text }) => {
    const found = values.find((value) => text.includes(value));
    if (found === undefined) return [];
    const at = text.indexOf(found);
    return [`${name}: …${text.slice(Math.max(0, at - 120), at + found.length + 20)}…`];
  });
}

/** Every file below a folder, but those of these names. */
export function filesBelow(folder: string, except: readonly string[] = []): readonly Place[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((name) => !except.includes(name) && statSync(join(folder, name)).isFile())
    .map((name) => ({ name, text: readFileSync(join(folder, name), 'utf8') }));
}

/** Every row of every table. A text may lie in the file in two pieces, so that its bytes alone do not do. */
export function rowsOf(file: string): readonly Place[] {
  const database = new DatabaseSync(file, { readOnly: true });
  const tables = database.prepare("select name from sqlite_master where type = 'table'").all();
  const places = tables.map(({ name }) => {
    const rows = database.prepare(`select * from "${String(name)}"`).all();
    const texts = rows.flatMap((row) => Object.values(row)).map(textOf);
    return { name: `table ${String(name)}`, text: texts.join('\n') };
  });
  database.close();
  return places;
}

function textOf(value: unknown): string {
  if (value instanceof Uint8Array) return Buffer.from(value).toString('utf8');
  return String(value);
}

/** All texts within records that refer to each other, but for what is under these names. */
export function textsIn(root: unknown, except: ReadonlySet<string>): string {
  const seen = new Set<unknown>();
  const texts: string[] = [];
  const look = (value: unknown): void => {
    if (typeof value === 'string') texts.push(value);
    if (typeof value !== 'object' || value === null || seen.has(value)) return;
    seen.add(value);
    for (const inner of insideOf(value, except)) look(inner);
  };
  look(root);
  return texts.join('\n');
}

function insideOf(value: object, except: ReadonlySet<string>): Iterable<unknown> {
  if (value instanceof Map) return [...value.keys(), ...value.values()];
  if (Symbol.iterator in value) return value as Iterable<unknown>;
  return Object.entries(value).flatMap(([name, each]) => (except.has(name) ? [] : [each]));
}
