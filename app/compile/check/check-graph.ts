import { usesStatusFunctions } from '../../expressions/references.ts';
import { finding, type Finding } from '../problems/finding.ts';
import { orderByNeeds } from '../order.ts';
import { eachStep, type Check, type CheckedFile } from './checked-file.ts';
import { findEdges, type Edge } from './find-edges.ts';
import { unknownStep } from './references/check-step-reference.ts';

/** Needs that do not exist, steps that wait for each other, and `when` beside an `if` that replaces it. */
export const checkGraph: Check = (checked) => [
  ...eachStep(checked, ({ step, path }) =>
    (step.needs ?? []).flatMap((id, index) => {
      const told = Object.hasOwn(checked.pipeline.steps, id) ? null : unknownStep(checked, id);
      return told === null
        ? []
        : [finding(told.code, [...path, 'needs', index], told.message, { hint: told.hint })];
    }),
  ),
  ...findCycles(checked),
  ...findDoubleRules(checked),
];

function findCycles(checked: CheckedFile): Finding[] {
  const edges = new Map(
    checked.steps.map(({ id, step }): [string, readonly Edge[]] => [
      id,
      findEdges(checked, id, step),
    ]),
  );
  const needs = new Map([...edges].map(([id, list]) => [id, list.map(({ to }) => to)]));
  const { cycles } = orderByNeeds(needs);
  return cycles.map((cycle) => {
    const [from = '', to = ''] = cycle;
    const edge = edges.get(from)?.find((candidate) => candidate.to === to);
    const message = `steps wait for each other: ${shown(cycle)}`;
    const hint = 'leave out one of these needs, inputs or expressions';
    return finding('cycle', edge?.path ?? ['steps', from], message, {
      span: edge?.span ?? null,
      hint,
    });
  });
}

function shown(cycle: readonly string[]): string {
  const ids = cycle.length > 12 ? [...cycle.slice(0, 6), '…', ...cycle.slice(-5)] : cycle;
  return ids.join(' → ');
}

function findDoubleRules(checked: CheckedFile): Finding[] {
  return checked.uses.flatMap((use) => {
    if (use.place.at !== 'steps/*/if' || !usesStatusFunctions(use.references)) return [];
    const path = use.path.slice(0, 2);
    const [, id] = path;
    const rule = checked.pipeline.steps[String(id)]?.when;
    if (rule === undefined) return [];
    const message = `\`when: ${rule}\` has no effect beside an \`if\` with a status function, which replaces it`;
    const hint = 'keep one of the two';
    return [finding('when-and-status', [...path, 'when'], message, { hint })];
  });
}
