import type { Step } from '../../../schemas/pipeline.generated.ts';
import type { MatrixSpec } from '../../domain/plan.ts';
import { expandMatrix } from '../../expressions/expand-matrix.ts';
import { asJson, type CheckedFile } from '../check/checked-file.ts';
import { finding, type Path } from '../problems/finding.ts';
import type { EarlyValues } from './early-values.ts';

/** The cells of a step: made now, unless its matrix reads what other steps hand on. */
export function buildMatrix(
  checked: CheckedFile,
  step: Step,
  path: Path,
  early: EarlyValues,
): MatrixSpec | null {
  const { strategy } = step;
  if (strategy?.matrix === undefined) return null;
  const matrix = asJson(strategy.matrix);
  const settings = {
    maxParallel: strategy['max-parallel'] ?? null,
    failFast: strategy['fail-fast'] ?? true,
  };
  if (isDynamic(checked, path)) return { cells: { type: 'dynamic', matrix }, ...settings };
  const cells = expandMatrix(matrix, early.contexts);
  if (!cells.ok) {
    const code = cells.why === 'too-many' ? 'too-many-steps' : 'bad-matrix';
    const hint =
      cells.why === 'too-many'
        ? 'make fewer cells, and let each do more'
        : 'write `matrix: { seed: [1, 2, 3] }`, or one expression that is a list of maps';
    early.findings.push(finding(code, [...path, 'strategy', 'matrix'], cells.message, { hint }));
    return null;
  }
  return { cells: { type: 'static', cells: cells.value }, ...settings };
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
