import { canonicalJson, digestOf } from './digest.ts';
import type { Json } from './json.ts';
import { wholeDigits } from '../../math/whole-number.ts';

/** One combination of a matrix; its keys in declared order. */
export type Cell = Readonly<Record<string, Json>>;

const MAX_FOLDER_BYTES = 120;

/** `train`, or `train[seed=1,shard=a]` for a cell: the name of a step's row, unique in a run. */
export function stepKey(stepId: string, cell: Cell | null): string {
  if (cell === null) return stepId;
  return `${stepId}[${cellPairs(cell).join(',')}]`;
}

/** `seed=1`, `shard=a`: what a cell is named by. */
export function cellPairs(cell: Cell): readonly string[] {
  return Object.entries(cell).map(([name, value]) => `${name}=${cellText(value)}`);
}

/** The step that a row of this key is of. */
export function stepIdOf(key: string): string {
  const bracket = key.indexOf('[');
  return bracket === -1 ? key : key.slice(0, bracket);
}

/** The step whose cell a person names, in any of the ways that cells are written; null: it is no cell of these. */
export function stepOfCell(name: string, stepIds: readonly string[]): string | null {
  const bracket = name.search(/[[(]/);
  const id = bracket === -1 ? null : name.slice(0, bracket).trim();
  return id !== null && stepIds.includes(id) ? id : null;
}

/**
 * The folder of a cell among its siblings: values joined by `-`, odd characters %-encoded;
 * what is long or could be mistaken for `.`/`..` is cut and given a hash.
 */
export function cellFolder(cell: Cell): string {
  const folder = Object.values(cell)
    .map((value) => encode(cellText(value)))
    .join('-');
  if (folder.length <= MAX_FOLDER_BYTES && !/^\.*$/.test(folder)) return folder;
  const hash = digestOf(canonicalJson(cell)).slice('sha256:'.length, 'sha256:'.length + 12);
  return `${folder.slice(0, MAX_FOLDER_BYTES - 13)}-${hash}`;
}

function cellText(value: Json): string {
  if (typeof value === 'string') return value;
  const digits = typeof value === 'number' ? wholeDigits(value) : null;
  return digits ?? canonicalJson(value);
}

function encode(text: string): string {
  return text.replace(/[^A-Za-z0-9_.,:@+=]/gu, (char) =>
    Array.from(
      new TextEncoder().encode(char),
      (byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`,
    ).join(''),
  );
}
