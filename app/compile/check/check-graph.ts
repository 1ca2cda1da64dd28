import { usesStatusFunctions } from '../../expressions/references.ts';
import { finding, type Finding } from '../finding.ts';
import { orderByNeeds } from '../order.ts';
import { eachStep, type Check, type Draft } from './draft.ts';
import { findEdges, type Edge } from './find-edges.ts';
import { unknownStep } from './references/check-step-reference.ts';

/** Needs that do not exist, steps that wait for each other, and `when` beside an `if` that replaces it. */
export const checkGraph: Check = (draft) => [
  ...eachStep(draft, ({ step, path }) =>
    (step.needs ?? []).flatMap((id, index) => {
      const told = Object.hasOwn(draft.pipeline.steps, id) ? null : unknownStep(draft, id);
      return told === null
        ? []
        : [finding(told.code, [...path, 'needs', index], told.message, { hint: told.hint })];
    }),
  ),
  ...findCycles(draft),
  ...findDoubleRules(draft),
];

function findCycles(draft: Draft): Finding[] {
  const edges = new Map(
    draft.steps.map(({ id, step }): [string, readonly Edge[]] => [id, findEdges(draft, id, step)]),
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

function findDoubleRules(draft: Draft): Finding[] {
  return draft.uses.flatMap((use) => {
    if (use.place.at !== 'steps/*/if' || !usesStatusFunctions(use.references)) return [];
    const path = use.path.slice(0, 2);
    const [, id] = path;
    const rule = draft.pipeline.steps[String(id)]?.when;
    if (rule === undefined) return [];
    const message = `\`when: ${rule}\` has no effect beside an \`if\` with a status function, which replaces it`;
    const hint = 'keep one of the two';
    return [finding('when-and-status', [...path, 'when'], message, { hint })];
  });
}
