import { Graph, layout } from '@dagrejs/dagre';

/** Steps and what they need, as boxes and lines; lengths are pixels. */
export type GraphLayout = {
  readonly width: number;
  readonly height: number;
  /** Upper left corners, by id. */
  readonly boxes: ReadonlyMap<string, Point>;
  readonly lines: readonly (readonly Point[])[];
};
export type Point = { readonly x: number; readonly y: number };
export type Direction = 'LR' | 'TB';
export type Node = { readonly id: string; readonly needs: readonly string[] };

/** What is used of a graph of dagre's, whose own types are lost to Node's way of resolving modules. */
type Drawing = {
  readonly setGraph: (label: Readonly<Record<string, string | number>>) => unknown;
  readonly setNode: (name: string, label: { width: number; height: number }) => unknown;
  readonly setEdge: (from: string, to: string, label: object) => unknown;
  readonly graph: () => { readonly width?: number; readonly height?: number };
  readonly node: (name: string) => Partial<Point>;
  readonly edges: () => readonly object[];
  readonly edge: (edge: object) => { readonly points?: readonly Point[] };
};

/** From top to bottom two fit side by side on a telephone. */
export const BOX_WIDTH: Readonly<Record<Direction, number>> = { LR: 184, TB: 140 };
export const BOX_HEIGHT = 50;
const MARGIN = 8;
const MOST_KEPT = 100;

const kept = new Map<string, GraphLayout>();

/** Where the boxes go, from left to right or from top to bottom. The same nodes are laid out once. */
export function layOutGraph(nodes: readonly Node[], direction: Direction): GraphLayout {
  const name = JSON.stringify([direction, nodes.map(({ id, needs }) => [id, needs])]);
  const known = kept.get(name);
  if (known !== undefined) return known;
  const made = read(build(nodes, direction), nodes, BOX_WIDTH[direction]);
  if (kept.size >= MOST_KEPT) kept.delete(kept.keys().next().value ?? '');
  kept.set(name, made);
  return made;
}

function build(nodes: readonly Node[], direction: Direction): Drawing {
  const graph: Drawing = new Graph();
  graph.setGraph({
    rankdir: direction,
    nodesep: 14,
    ranksep: direction === 'LR' ? 44 : 30,
    edgesep: 10,
    marginx: MARGIN,
    marginy: MARGIN,
  });
  // Names of our own: a step may be called like a property of every object.
  const names = namesOf(nodes);
  for (const name of names.values()) {
    graph.setNode(name, { width: BOX_WIDTH[direction], height: BOX_HEIGHT });
  }
  for (const { id, needs } of nodes) {
    for (const need of needs) {
      const [from, to] = [names.get(need), names.get(id)];
      if (from !== undefined && to !== undefined) graph.setEdge(from, to, {});
    }
  }
  layout(graph);
  return graph;
}

function read(graph: Drawing, nodes: readonly Node[], width: number): GraphLayout {
  const names = namesOf(nodes);
  const boxes = nodes.map(({ id }) => {
    const { x = 0, y = 0 } = graph.node(names.get(id) ?? '');
    return [id, { x: x - width / 2, y: y - BOX_HEIGHT / 2 }] as const;
  });
  const lines = graph.edges().map((edge) => graph.edge(edge).points ?? []);
  const whole = graph.graph();
  const size = { width: Math.ceil(whole.width ?? 0), height: Math.ceil(whole.height ?? 0) };
  return { ...size, boxes: new Map(boxes), lines };
}

function namesOf(nodes: readonly Node[]): ReadonlyMap<string, string> {
  return new Map(nodes.map(({ id }, index) => [id, `n${index}`]));
}
