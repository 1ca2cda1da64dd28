import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { MatrixSpec } from '../../domain/plan.ts';
import type { MatrixCells } from '../../expressions/combine-matrix.ts';
import { expandMatrix } from '../../expressions/expand-matrix.ts';
import { asJson, matrixOwner, type CheckedFile } from '../check/checked-file.ts';
import { finding, type Finding, type Path } from '../problems/finding.ts';
import type { EarlyValues } from './early-values.ts';

/** The cells of a step: made now, unless its matrix reads what other steps hand on. */
export function buildMatrix(
  checked: CheckedFile,
  id: string,
  { strategy }: Step,
  early: EarlyValues,
): MatrixSpec | null {
  const cells = cellsOf(checked, id, early);
  if (cells === null) return null;
  const maxParallel = strategy?.['max-parallel'] ?? null;
  return { cells, maxParallel, failFast: strategy?.['fail-fast'] ?? true };
}

/** Null: it has none, or they cannot be made. */
function cellsOf(checked: CheckedFile, id: string, early: EarlyValues): MatrixSpec['cells'] | null {
  const owner = matrixOwner(checked, id);
  if (owner?.step.strategy?.matrix === undefined) return null;
  const { strategy } = owner.step;
  const path: Path = ['steps', owner.id];
  const matrix = asJson(strategy.matrix);
  const other = checked.pipeline.steps[id]?.strategy?.['matrix-of'];
  if (isDynamic(checked, path))
    return other === undefined ? { type: 'dynamic', matrix } : { type: 'same', step: other };
  const cells = expandMatrix(matrix, early.contexts);
  if (cells.ok) return { type: 'static', cells: cells.value };
  // It is told of once, where it is written.
  if (other === undefined) early.findings.push(badMatrix(path, cells));
  return null;
}

function badMatrix(path: Path, { why, message }: Extract<MatrixCells, { ok: false }>): Finding {
  const code = why === 'too-many' ? 'too-many-steps' : 'bad-matrix';
  const hint =
    why === 'too-many'
      ? 'make fewer cells, and let each do more'
      : 'write `matrix: { seed: [1, 2, 3] }`, or one expression that is a list of maps';
  return finding(code, [...path, 'strategy', 'matrix'], message, { hint });
}

function isDynamic(checked: CheckedFile, path: Path): boolean {
  const uses = checked.usesByStep.get(String(path[1])) ?? [];
  return uses.some(
    (use) =>
      use.place.at === 'steps/*/strategy/matrix/**' &&
      use.references.paths.some(
        ({ path: [context] }) => context === 'steps' || context === 'inputs',
      ),
  );
}
