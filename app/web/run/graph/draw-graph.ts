import { html } from 'hono/html';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { duration } from '../../../../text/duration.ts';
import { groupCells, type StepGroup } from '../../../reports/view/matrix-rows.ts';
import { ownTime } from '../../../reports/words/step-time.ts';
import { shownKey, stepWords } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { stepLink } from '../run-links.ts';
import { drawNodes, type DrawnNode } from './draw-nodes.ts';

/** Beyond this nobody follows a line any more, and laying it out takes seconds. */
const MOST_STEPS = 250;

/** The steps as a graph that fits each width of the page; where none does, the list below it stands alone. */
export function drawGraph({ view }: RunData, chosen: string | null): Html | null {
  const groups = groupCells(view.steps);
  if (groups.length < 2) return null;
  if (groups.length > MOST_STEPS) {
    return html`<p class="empty">
      ${groups.length} steps are too many for a drawing; they are listed below.
    </p>`;
  }
  const nodes = groups.map((group) => nodeOf(view.id, chosen, group));
  return drawNodes(nodes, { label: 'Steps and what they need', what: 'the steps' });
}

function nodeOf(run: string, chosen: string | null, { step, cells }: StepGroup): DrawnNode {
  const { glyph, tone, word } = stepWords(step);
  return {
    id: step.id,
    needs: step.needs,
    name: shownKey(step.id),
    below: [word, ...lastWords(step, cells)].join(' · '),
    glyph,
    tone,
    href: stepLink(run, step.key),
    isChosen: chosen === step.key || cells.some(({ key }) => key === chosen),
    isMany: cells.length > 0,
  };
}

function lastWords(step: StepView, cells: readonly StepView[]): string[] {
  if (cells.length > 0) {
    const done = cells.filter(({ result }) => result !== null).length;
    return [`${done}/${cells.length}`];
  }
  const ms = step.endedAt === null ? null : ownTime(step);
  return ms === null ? [] : [duration(ms)];
}
