import { html } from 'hono/html';
import type { Tone } from '../../../reports/layout/line.ts';
import type { Html } from '../../frame/document.ts';
import {
  BOX_HEIGHT,
  BOX_WIDTH,
  layOutGraph,
  type Direction,
  type GraphLayout,
  type Node,
  type Point,
} from './lay-out-graph.ts';

/** A box of a drawing. Its texts are fit to be shown. */
export type DrawnNode = Node & {
  readonly name: string;
  readonly below: string;
  readonly glyph: string;
  readonly tone: Tone;
  /** Null: it leads nowhere. */
  readonly href: string | null;
  readonly isChosen: boolean;
  /** Of several alike: another box looks out from behind it. */
  readonly isMany: boolean;
};

/** So much of a name and of the words below it fits in a box. */
const MOST_LETTERS = { LR: { name: 19, below: 25 }, TB: { name: 13, below: 18 } } as const;
/** How far the second box of many looks out from behind the first. */
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

/** Boxes and lines for each width of the page; where none fits, the list below stands alone. `what`: its boxes, in a word or two. */
export function drawNodes(
  nodes: readonly DrawnNode[],
  { label, what }: { readonly label: string; readonly what: string },
): Html {
  const bare = nodes.map(({ id, needs }) => ({ id, needs }));
  const widths = { LR: layOutGraph(bare, 'LR').width, TB: layOutGraph(bare, 'TB').width };
  const looks = Map.groupBy(
    SCREENS,
    ({ most, order }) => order.find((direction) => widths[direction] <= most) ?? null,
  );
  return html`${[...looks].map(([direction, screens]) => {
    const look = screens.map((screen) => screen.look).join(' ');
    return direction === null
      ? html`<p class="graph empty ${look}">Too wide for this screen; ${what} are listed below.</p>`
      : html`<div class="graph ${look}">${drawing(nodes, direction, label)}</div>`;
  })}`;
}

type Placed = { readonly place: GraphLayout; readonly direction: Direction };

function drawing(nodes: readonly DrawnNode[], direction: Direction, label: string): Html {
  const place = layOutGraph(
    nodes.map(({ id, needs }) => ({ id, needs })),
    direction,
  );
  const { width, height } = place;
  return html`<svg
    width="${width}"
    height="${height}"
    viewBox="0 0 ${width} ${height}"
    role="group"
    aria-label="${label}"
  >
    ${place.lines.map((points) => html`<path class="edge" d="${curve(points, direction)}"></path>`)}
    ${nodes.map((node) => box(node, { place, direction }))}
  </svg>`;
}

function box(node: DrawnNode, { place, direction }: Placed): Html {
  const { x, y } = place.boxes.get(node.id) ?? { x: 0, y: 0 };
  const { name, below, glyph, tone, href, isChosen, isMany } = node;
  const most = MOST_LETTERS[direction];
  const width = isMany ? BOX_WIDTH[direction] - BEHIND : BOX_WIDTH[direction];
  const left = direction === 'LR' ? 34 : 28;
  const looks = `node t-${tone}${isChosen ? ' chosen' : ''}`;
  const inside = html`<title>${name}: ${below}</title>
    ${isMany ? html`<rect class="behind" x="${BEHIND}" y="${-BEHIND}" ${size(width)}></rect>` : ''}
    <rect class="box" ${size(width)}></rect>
    <text class="glyph" x="${left - 20}" y="30">${glyph}</text>
    <text class="name" x="${left}" y="21">${cut(name, most.name)}</text>
    <text class="below" x="${left}" y="38">${cut(below, most.below)}</text>`;
  return href === null
    ? html`<g class="${looks}" transform="translate(${x} ${y})">${inside}</g>`
    : html`<a class="${looks}" href="${href}" transform="translate(${x} ${y})">${inside}</a>`;
}

function size(width: number): Html {
  return html`width="${width}" height="${BOX_HEIGHT}" rx="8"`;
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
