import { graphlib, layout } from '@dagrejs/dagre';
import { fromHtml } from 'hast-util-from-html';
import { html, raw } from 'hono/html';
import type { Html } from '../html.ts';
import { drawXyChart } from './draw-xy-chart.ts';
import { readXyChart } from './read-xy-chart.ts';
import { readFlowchart, type Flowchart, type FlowNode } from './read-flowchart.ts';

type Node = Extract<ReturnType<typeof fromHtml>['children'][number], { type: 'element' }>;

/** The drawing of a mermaid fence, as a node of a document; null for what is neither a simple flowchart nor a chart of lines. */
export function drawFence(text: string): Node | null {
  const drawn = drawingOf(text);
  if (drawn === null) return null;
  if (drawn instanceof Promise) throw new TypeError('A drawing waits for nothing.');
  const [node] = fromHtml(drawn.toString(), { fragment: true }).children;
  return node?.type === 'element' ? node : null;
}

function drawingOf(text: string): Html | null {
  const lines = readXyChart(text);
  if (lines !== null) return drawXyChart(lines);
  const chart = readFlowchart(text);
  return chart === null || chart.nodes.length === 0 ? null : drawFlowchart(chart);
}

const CHAR = 7.3;
const HEIGHT = 34;

function drawFlowchart(chart: Flowchart): Html {
  const graph = laidOut(chart);
  const { width = 0, height = 0 } = graph.graph() as { width?: number; height?: number };
  const [w, h] = [Math.ceil(width), Math.ceil(height)];
  const words = chart.nodes.map(({ label }) => label).join('; ');
  return html`<div class="graph" tabindex="0" role="group" aria-label="Graph">
    <svg width="${w}" height="${h}" viewBox="0 0 ${w} ${h}" role="img" aria-label="${words}">
      <defs>
        <marker
          id="arrow"
          viewBox="0 0 8 8"
          refX="7"
          refY="4"
          markerWidth="7"
          markerHeight="7"
          orient="auto"
        >
          <path d="M0 0 8 4 0 8z" fill="#8c959f" />
        </marker>
      </defs>
      ${graph.edges().map((edge: { v: string; w: string }) => drawEdge((graph.edge(edge) as { points: Point[] }).points))}
      ${chart.nodes.map((node) => drawNode(node, graph.node(node.id) as Place))}
    </svg>
  </div>`;
}

type Point = { readonly x: number; readonly y: number };
type Place = Point & { readonly width: number; readonly height: number };

function laidOut({ direction, nodes, edges }: Flowchart) {
  const graph = new graphlib.Graph();
  graph.setGraph({ rankdir: direction, nodesep: 16, ranksep: 34, marginx: 2, marginy: 2 });
  graph.setDefaultEdgeLabel(() => ({}));
  for (const { id, label } of nodes)
    graph.setNode(id, { width: Array.from(shown(label)).length * CHAR + 26, height: HEIGHT });
  for (const { from, to } of edges) graph.setEdge(from, to);
  layout(graph);
  return graph;
}

function shown(label: string): string {
  const letters = Array.from(label);
  return letters.length <= 44 ? label : `${letters.slice(0, 43).join('')}…`;
}

function drawNode({ label, colours }: FlowNode, { x, y, width, height }: Place): Html {
  const { fill = '#f6f8fa', stroke = '#8c959f', color = '#1f2328' } = colours;
  return html`<g
    ><title>${label}</title
    ><rect
      x="${x - width / 2}"
      y="${y - height / 2}"
      width="${width}"
      height="${height}"
      rx="6"
      fill="${fill}"
      stroke="${stroke}"
    /><text x="${x}" y="${y + 4.5}" text-anchor="middle" font-size="13" fill="${color}"
      >${shown(label)}</text
    ></g
  >`;
}

function drawEdge(points: readonly Point[]): Html {
  const at = ({ x, y }: Point) => `${x.toFixed(1)} ${y.toFixed(1)}`;
  const [first, ...rest] = points;
  if (first === undefined) return html``;
  const middles = rest.slice(0, -1).map((point, index) => {
    const next = rest[index + 1] ?? point;
    const end =
      index === rest.length - 2 ? next : { x: (point.x + next.x) / 2, y: (point.y + next.y) / 2 };
    return `Q${at(point)} ${at(end)}`;
  });
  const line = middles.length > 0 ? middles.join('') : `L${at(rest[0] ?? first)}`;
  return html`<path
    d="M${raw(at(first))}${raw(line)}"
    fill="none"
    stroke="#8c959f"
    marker-end="url(#arrow)"
  />`;
}
