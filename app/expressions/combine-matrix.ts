import type { Cell } from '../domain/cell.ts';
import { canonicalJson } from '../domain/digest.ts';
import { isList, isMap, type Json, type JsonMap } from '../domain/json.ts';
import type { Evaluated } from './contexts.ts';

/** `too-many`: more cells than are allowed. */
export type MatrixCells =
  | { readonly ok: true; readonly value: readonly Cell[] }
  | { readonly ok: false; readonly why: 'too-many' | 'invalid'; readonly message: string };

type Draft = { readonly original: Cell; cell: Cell };

// Work for include and exclude grows with entries times cells.
const MAX_COMPARISONS = 5_000_000;

/**
 * All combinations of a matrix, less `exclude`, with `include`, as in GitHub Actions:
 * https://docs.github.com/actions/how-tos/write-workflows/choose-what-workflows-do/run-job-variations#expanding-or-adding-matrix-configurations
 */
export function combineMatrix(matrix: JsonMap, limit: number): MatrixCells {
  const { include = [], exclude = [], ...rest } = matrix;
  const axes = axesOf(rest);
  if (!axes.ok) return invalid(axes.message);
  let count = 1;
  for (const { values } of axes.value) count *= values.length;
  // Counted before any is made.
  if (count > limit) {
    const message = `the matrix has ${count} combinations; at most ${limit} are allowed`;
    return { ok: false, why: 'too-many', message };
  }
  const included = entriesOf('include', include);
  if (!included.ok) return invalid(included.message);
  const excluded = entriesOf('exclude', exclude);
  if (!excluded.ok) return invalid(excluded.message);
  const cells = product(axes.value);
  if (cells.length * (included.value.length + excluded.value.length) > MAX_COMPARISONS) {
    return invalid('`include` and `exclude` of this matrix are too long for so many cells');
  }
  const kept = cells.filter((cell) => !excluded.value.some((entry) => agrees(cell, entry)));
  return { ok: true, value: withIncluded(kept, included.value, axes.value) };
}

type Axis = { readonly name: string; readonly values: readonly Json[] };

function axesOf(rest: JsonMap): Evaluated<readonly Axis[]> {
  const axes: Axis[] = [];
  for (const [name, values] of Object.entries(rest)) {
    if (!isList(values)) return fail(`\`${name}\` of a matrix needs a list of values`);
    axes.push({ name, values });
  }
  return { ok: true, value: axes };
}

function entriesOf(key: string, value: Json): Evaluated<readonly JsonMap[]> {
  const message = `\`${key}\` of a matrix needs a list of maps`;
  if (!isList(value)) return fail(message);
  const maps = value.filter(isMap);
  return maps.length === value.length ? { ok: true, value: maps } : fail(message);
}

function product(axes: readonly Axis[]): Cell[] {
  // No axes is no combination, not one empty one: only `include` makes cells then.
  // And one empty list leaves nothing, however long the others are.
  if (axes.length === 0 || axes.some(({ values }) => values.length === 0)) return [];
  let cells: Cell[] = [{}];
  for (const { name, values } of axes) {
    cells = cells.flatMap((cell) => values.map((value) => withValue(cell, name, value)));
  }
  return cells;
}

function withValue(cell: Cell, name: string, value: Json): Cell {
  return { ...cell, [name]: value };
}

function withIncluded(
  kept: readonly Cell[],
  included: readonly JsonMap[],
  axes: readonly Axis[],
): Cell[] {
  const names = new Set(axes.map(({ name }) => name));
  const drafts: Draft[] = kept.map((cell) => ({ original: cell, cell }));
  const added: Cell[] = [];
  for (const entry of included) {
    const original = Object.entries(entry).filter(([name]) => names.has(name));
    const fitting = drafts.filter((draft) => agrees(draft.original, Object.fromEntries(original)));
    for (const draft of fitting) draft.cell = { ...draft.cell, ...entry };
    if (fitting.length === 0) added.push(entry);
  }
  return [...drafts.map(({ cell }) => cell), ...added];
}

function agrees(cell: Cell, entry: JsonMap): boolean {
  return Object.entries(entry).every(([name, value]) => {
    const own = cell[name];
    return own !== undefined && canonicalJson(own) === canonicalJson(value);
  });
}

function invalid(message: string): MatrixCells {
  return { ok: false, why: 'invalid', message };
}

function fail(message: string): Evaluated<never> {
  return { ok: false, message };
}
