import { matrixOwner, type CheckedFile } from '../checked-file.ts';

/** The names that `matrix.<name>` can have in a step; null: an expression decides, so they are not known yet. */
export function matrixKeys(checked: CheckedFile, id: string): string[] | null {
  const matrix = matrixOwner(checked, id)?.step.strategy?.matrix;
  if (matrix === undefined) return [];
  if (typeof matrix === 'string' || typeof matrix.include === 'string') return null;
  const own = Object.keys(matrix).filter((key) => key !== 'include' && key !== 'exclude');
  const included = (matrix.include ?? []).flatMap((entry) => Object.keys(entry));
  return [...new Set([...own, ...included])];
}
