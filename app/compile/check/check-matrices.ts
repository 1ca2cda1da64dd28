import { finding, type Finding } from '../problems/finding.ts';
import {
  eachStep,
  matrixOwner,
  type Check,
  type CheckedFile,
  type StepSite,
} from './checked-file.ts';
import { unknownStep } from './references/check-step-reference.ts';

/** Cells: where they come from, and those that are paired with the equal cells of another step. */
export const checkMatrices: Check = (checked) =>
  eachStep(checked, (site) => [
    ...checkStrategy(checked, site),
    ...checkOther(checked, site),
    ...checkPairs(checked, site),
  ]);

function checkStrategy(checked: CheckedFile, { step, path }: StepSite): Finding[] {
  const place = [...path, 'strategy'];
  const { strategy } = step;
  if (strategy === undefined || checked.damage.touches(place)) return [];
  const { matrix, 'matrix-of': other } = strategy;
  if (matrix !== undefined && other !== undefined) {
    const message = `\`matrix\` and \`matrix-of\` both say which cells there are`;
    const hint = `leave one of the two out`;
    return [finding('two-matrices', [...place, 'matrix-of'], message, { part: 'key', hint })];
  }
  if (matrix !== undefined || other !== undefined) return [];
  const message = '`strategy` has no `matrix`, so there are no cells';
  const hint = 'write `matrix: { seed: [1, 2, 3] }`, or leave `strategy` out';
  return [finding('strategy-without-matrix', place, message, { part: 'key', hint })];
}

function checkOther(checked: CheckedFile, { step, path }: StepSite): Finding[] {
  const id = step.strategy?.['matrix-of'];
  if (id === undefined) return [];
  const place = [...path, 'strategy', 'matrix-of'];
  const other = checked.pipeline.steps[id];
  if (other === undefined) {
    const told = unknownStep(checked, id);
    return told === null ? [] : [finding(told.code, place, told.message, { hint: told.hint })];
  }
  if (other.strategy !== undefined || checked.damage.touches(['steps', id, 'strategy'])) return [];
  const message = `\`${id}\` has no matrix, so it has no cells`;
  const hint = 'name a step that has one, or write a `matrix`';
  return [finding('cells-without-matrix', place, message, { hint })];
}

function checkPairs(checked: CheckedFile, { id, step, path }: StepSite): Finding[] {
  if (checked.damage.touches([...path, 'strategy'])) return [];
  return Object.entries(step.inputs ?? {}).flatMap(([name, input]) => {
    if (typeof input === 'string' || input.cells !== 'same') return [];
    const maker = input.from?.split('.')[0] ?? '';
    const owner = matrixOwner(checked, maker);
    if (owner === null || owner.id === matrixOwner(checked, id)?.id) return [];
    const message =
      step.strategy === undefined
        ? `\`${id}\` has no cells that those of \`${maker}\` could equal`
        : `the cells of \`${id}\` are not those of \`${maker}\``;
    const hint = `write \`strategy: { matrix-of: ${maker} }\`, or take \`cells: best\` or \`all\``;
    return [finding('unequal-cells', [...path, 'inputs', name, 'cells'], message, { hint })];
  });
}
