import { cellFolder, stepKey, type Cell } from '../domain/cell.ts';
import { canonicalJson } from '../domain/digest.ts';
import { isList, isMap, type Json } from '../domain/json.ts';
import type { Contexts } from './contexts.ts';
import { evaluateValue } from './evaluate-value.ts';
import { combineMatrix, type MatrixCells } from './combine-matrix.ts';
import { shortened } from '../../text/shortened.ts';

/** As many steps as a plan may have. */
export const MAX_CELLS = 10_000;

/**
 * The cells of a matrix as it stands in the file, its keys in declared order: a map of lists with `include` and
 * `exclude` as in GitHub Actions, or one expression whose value is such a map or a list of maps, one a cell.
 * No cells is a valid answer. Two equal cells are an error.
 */
export function expandMatrix(matrix: Json, contexts: Contexts): MatrixCells {
  const evaluated = evaluateValue(matrix, contexts);
  if (!evaluated.ok) return invalid(evaluated.message);
  const cells = cellsOf(evaluated.value);
  if (!cells.ok) return cells;
  if (cells.value.length > MAX_CELLS) return tooMany(cells.value.length);
  const wrong = keyProblem(cells.value) ?? duplicateProblem(cells.value);
  return wrong === null ? cells : invalid(wrong);
}

function cellsOf(value: Json): MatrixCells {
  if (isList(value)) return listedCells(value);
  if (!isMap(value)) {
    return invalid(`a matrix is a map of lists or a list of maps, not ${show(value)}`);
  }
  return combineMatrix(value, MAX_CELLS);
}

function listedCells(items: readonly Json[]): MatrixCells {
  const cells: Cell[] = [];
  for (const item of items) {
    if (!isMap(item) || Object.keys(item).length === 0) {
      const message = `a matrix that is a list needs a map for each cell, not ${show(item)}: give the values a name, \`matrix: { name: \${{ … }} }\``;
      return invalid(message);
    }
    cells.push(item);
  }
  return { ok: true, value: cells };
}

function keyProblem(cells: readonly Cell[]): string | null {
  const wrong = cells
    .flatMap((cell) => Object.keys(cell))
    .find((key) => !/^[A-Za-z_][A-Za-z0-9_-]{0,62}$/.test(key));
  return wrong === undefined
    ? null
    : `${show(wrong)} cannot be the name of a matrix value: use letters, digits, _ and -`;
}

// Identity is by value; but two cells may also not share the name or the folder that people see.
function duplicateProblem(cells: readonly Cell[]): string | null {
  const seen = new Set<string>();
  for (const cell of cells) {
    const names = [canonicalJson(cell), stepKey('', cell), `/${cellFolder(cell)}`];
    if (names.some((name) => seen.has(name))) {
      return `the matrix has two cells ${stepKey('', cell)}: each may come once`;
    }
    for (const name of names) seen.add(name);
  }
  return null;
}

function tooMany(count: number): MatrixCells {
  return {
    ok: false,
    why: 'too-many',
    message: `the matrix has ${count} cells; at most ${MAX_CELLS} are allowed`,
  };
}

function invalid(message: string): MatrixCells {
  return { ok: false, why: 'invalid', message };
}

function show(value: Json): string {
  const text = canonicalJson(value);
  return shortened(text, 40);
}
