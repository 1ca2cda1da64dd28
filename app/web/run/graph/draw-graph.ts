import { html } from 'hono/html';
import type { StepView } from '../../../../schemas/run-view.generated.ts';
import { duration } from '../../../../text/duration.ts';
import { groupCells, type StepGroup } from '../../../reports/view/matrix-rows.ts';
import { ownTime } from '../../../reports/words/step-time.ts';
import { shownKey, stepWords } from '../../../reports/words/step-words.ts';
import type { Html } from '../../frame/document.ts';
import type { RunData } from '../load-run.ts';
import { stepLink } from '../run-links.ts';
import {
  BOX_HEIGHT,
  BOX_WIDTH,
  layOutGraph,
  type Direction,
  type GraphLayout,
  type Point,
} from './lay-out-graph.ts';

/** Beyond this nobody follows a line any more, and laying it out takes seconds. */
const MOST_STEPS = 250;
/** So much of a name and of the words below it fits in a box. */
const MOST_LETTERS = { LR: { name: 19, below: 25 }, TB: { name: 13, below: 18 } } as const;
/** How far a matrix step's second box looks out from behind its first. */
const BEHIND = 5;

/**
 * Widths of the page, and of the widest drawing that is shrunk to fit and can still be read there. Narrow pages are
 * drawn from top to bottom if they can be, the others from left to right.
 */
const SCREENS = [
  { look: 'narrow', most: 520, order: ['TB', 'LR'] },
  { look: 'middle', most: 1100, order: ['LR', 'TB'] },
  { look: 'wide', most: 2200, order: ['LR', 'TB'] },
] as const satisfies readonly {
  readonly look: string;
  readonly most: number;
  readonly order: readonly Direction[];
}[];

/** The steps as a graph that fits each width of the page; where none does, the list below it stands alone. */
export function drawGraph({ view }: RunData, chosen: string | null): Html | null {
  const groups = groupCells(view.steps);
  if (groups.length < 2) return null;
  if (groups.length > MOST_STEPS) {
    return html`<p class="empty">
      ${groups.length} steps are too many for a drawing; they are listed below.
    </p>`;
  }
  const drawn = { groups, run: view.id, chosen };
  const nodes = groups.map(({ step }) => ({ id: step.id, needs: step.needs }));
  const widths = { LR: layOutGraph(nodes, 'LR').width, TB: layOutGraph(nodes, 'TB').width };
  const looks = Map.groupBy(
    SCREENS,
    ({ most, order }) => order.find((direction) => widths[direction] <= most) ?? null,
  );
  return html`${[...looks].map(([direction, screens]) => {
    const look = screens.map((screen) => screen.look).join(' ');
    return direction === null
      ? html`<p class="graph empty ${look}">
          Too wide for this screen; the steps are listed below.
        </p>`
      : html`<div class="graph ${look}">${drawing(drawn, direction)}</div>`;
  })}`;
}

type Drawn = {
  readonly groups: readonly StepGroup[];
  readonly run: string;
  readonly chosen: string | null;
};

type Placed = { readonly place: GraphLayout; readonly direction: Direction };

function drawing(drawn: Drawn, direction: Direction): Html {
  const nodes = drawn.groups.map(({ step }) => ({ id: step.id, needs: step.needs }));
  const place = layOutGraph(nodes, direction);
  const { width, height } = place;
  return html`<svg
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    role="group"
    aria-label="Steps and what they need"
  >
    ${place.lines.map((points) => html`<path class="edge" d="${curve(points, direction)}"></path>`)}
    ${drawn.groups.map((group) => box(drawn, group, { place, direction }))}
  </svg>`;
}

function box(drawn: Drawn, { step, cells }: StepGroup, { place, direction }: Placed): Html {
  const { x, y } = place.boxes.get(step.id) ?? { x: 0, y: 0 };
  const { glyph, tone, word } = stepWords(step);
  const isChosen = drawn.chosen === step.key || cells.some(({ key }) => key === drawn.chosen);
  const below = [word, ...lastWords(step, cells)].join(' · ');
  const most = MOST_LETTERS[direction];
  const isMany = cells.length > 0;
  const width = isMany ? BOX_WIDTH[direction] - BEHIND : BOX_WIDTH[direction];
  const left = direction === 'LR' ? 34 : 28;
  return html`<a
    class="node t-${tone}${isChosen ? ' chosen' : ''}"
    href="${stepLink(drawn.run, step.key)}"
    transform="translate(${x} ${y})"
  >
    <title>${shownKey(step.id)}: ${below}</title>
    ${isMany ? html`<rect class="behind" x="${BEHIND}" y="${-BEHIND}" ${size(width)}></rect>` : ''}
    <rect class="box" ${size(width)}></rect>
    <text class="glyph" x="${left - 20}" y="30">${glyph}</text>
    <text class="name" x="${left}" y="21">${cut(shownKey(step.id), most.name)}</text>
    <text class="below" x="${left}" y="38">${cut(below, most.below)}</text>
  </a>`;
}

function size(width: number): Html {
  return html`width="${width}" height="${BOX_HEIGHT}" rx="8"`;
}

function lastWords(step: StepView, cells: readonly StepView[]): string[] {
  if (cells.length > 0) {
    const done = cells.filter(({ result }) => result !== null).length;
    return [`${done}/${cells.length}`];
  }
  const ms = step.endedAt === null ? null : ownTime(step);
  return ms === null ? [] : [duration(ms)];
}

function cut(text: string, most: number): string {
  const letters = Array.from(text);
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : text;
}

/** A line through the points, round where it turns. */
function curve(points: readonly Point[], direction: Direction): string {
  return points
    .map(({ x, y }, index) => {
      const before = points[index - 1];
      if (before === undefined) return `M${x} ${y}`;
      const [midX, midY] = [(before.x + x) / 2, (before.y + y) / 2];
      return direction === 'LR'
        ? `C${midX} ${before.y} ${midX} ${y} ${x} ${y}`
        : `C${before.x} ${midY} ${x} ${midY} ${x} ${y}`;
    })
    .join('');
}
