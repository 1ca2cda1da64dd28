import type { StepView } from '../../../schemas/run-view.generated.ts';
import { groupCells, type StepGroup } from '../../reports/view/matrix-rows.ts';
import { count, hasFailed, isLive } from '../../reports/words/step-words.ts';

/** A row of the live view: a step with its cells' count, or a word on rows for which there is no room. */
export type LiveRow =
  | { readonly type: 'step'; readonly step: StepView; readonly cells: readonly StepView[] }
  | { readonly type: 'more'; readonly text: string };

/** The steps and cells to show in `height` rows: what runs or failed first of all; what is over or far off is counted. */
export function foldRows(steps: readonly StepView[], height: number): readonly LiveRow[] {
  const groups = groupCells(steps);
  const all = groups.flatMap((group) => rowsOf(group, group.cells));
  if (all.length <= height) return all;
  const active = groups.flatMap((group) => rowsOf(group, group.cells.filter(isOfInterest)));
  if (active.length <= height) return active;
  return foldEnds(active, height);
}

function rowsOf(group: StepGroup, cells: readonly StepView[]): readonly LiveRow[] {
  const head: LiveRow = { type: 'step', step: group.step, cells: group.cells };
  return [head, ...cells.map((step): LiveRow => ({ type: 'step', step, cells: [] }))];
}

function isOfInterest(step: StepView): boolean {
  return isLive(step) || hasFailed(step) || step.state === 'backoff';
}

/** Keeps the window of rows around what runs; says how many there are above and below it. */
function foldEnds(rows: readonly LiveRow[], height: number): readonly LiveRow[] {
  const firstActive = rows.findIndex((row) => row.type === 'step' && isActive(row.step));
  const room = Math.max(1, height - 2);
  const start = Math.min(Math.max(0, firstActive), rows.length - room);
  const above = rows.slice(0, start);
  const below = rows.slice(start + room);
  return [
    ...moreRow(above, 'above'),
    ...rows.slice(start, start + room),
    ...moreRow(below, 'below'),
  ];
}

function isActive(step: StepView): boolean {
  return isOfInterest(step) || ['open', 'approval', 'ready'].includes(step.state);
}

function moreRow(rows: readonly LiveRow[], where: 'above' | 'below'): readonly LiveRow[] {
  if (rows.length === 0) return [];
  const failed = rows.filter((row) => row.type === 'step' && hasFailed(row.step)).length;
  const bad = failed === 0 ? '' : `, ${failed} failed`;
  const arrow = where === 'above' ? '↑' : '↓';
  return [{ type: 'more', text: `${arrow} ${count(rows.length, 'more step')}${bad}` }];
}
