import {
  isAlias,
  isMap,
  isPair,
  isScalar,
  isSeq,
  type Alias,
  type LineCounter,
  type Node,
  type Pair,
  type YAMLMap,
} from 'yaml';
import type { Problem } from '../../domain/problem.ts';
import type { Finding, Path } from '../problems/finding.ts';
import { sourceOffset } from './source-offset.ts';

/** Characters of the file from `start` up to, not including, `end`. */
export type Range = { readonly start: number; readonly end: number };

const MAX_MERGES = 100;

/**
 * Knows where each key and value of a parsed file stands. The library has a range for each node; ours is the way there by
 * a path of the value that the file means: through aliases and merges, to a key or a part of a text, and as far as it goes
 * when something is missing.
 */
export class Positions {
  readonly #text: string;
  readonly #lines: LineCounter;
  readonly #root: Node | null;
  readonly #targets: ReadonlyMap<Alias, Node>;
  readonly #pairs = new WeakMap<YAMLMap, Map<string, Pair>>();
  readonly #offsets = new WeakMap<Node, (offset: number) => number>();

  constructor(
    text: string,
    lines: LineCounter,
    root: Node | null,
    targets: ReadonlyMap<Alias, Node>,
  ) {
    this.#text = text;
    this.#lines = lines;
    this.#root = root;
    this.#targets = targets;
  }

  /** The problem that a finding is, with its line and column. */
  locate(finding: Finding): Problem {
    return this.problemAt(this.#rangeOf(finding), finding);
  }

  /** The line of the key that a path leads to, or of what it is missing from. */
  lineOf(path: Path): number {
    const { key, value } = this.#find(path) ?? { key: null, value: null };
    const { start } = key ?? value ?? this.#whole();
    return Math.max(1, this.#lines.linePos(start).line);
  }

  /** A problem at a place that is known by its characters. */
  problemAt(range: Range, told: Pick<Problem, 'code' | 'severity' | 'message' | 'hint'>): Problem {
    const { code, severity, message, hint } = told;
    const from = this.#lines.linePos(range.start);
    const to = this.#lines.linePos(Math.max(range.end, range.start + 1));
    return {
      code,
      severity,
      message,
      hint,
      // An empty file has no line yet; it still has a first one.
      line: Math.max(1, from.line),
      column: Math.max(1, from.col),
      endLine: Math.max(1, to.line),
      endColumn: Math.max(1, to.col),
    };
  }

  /** What stands in the file where the value of this path is: `3.10` of the number 3.1. */
  written(path: Path): string {
    const found = this.#find(path);
    const node = isAlias(found?.node) ? this.#targets.get(found.node) : found?.node;
    const { start, end } = isNode(node) ? this.#valueRange(node) : { start: 0, end: 0 };
    return this.#text.slice(start, end);
  }

  #rangeOf({ path, part, span }: Finding): Range {
    const found = this.#find(path);
    if (found === null) return this.#whole();
    if (part === 'key') return found.key ?? this.#firstKey();
    const { node } = found;
    if (span !== null && isScalar(node)) return this.#spanOf(node, span);
    return found.value ?? found.key ?? this.#whole();
  }

  #spanOf(node: Node, span: { offset: number; length: number }): Range {
    const map = this.#offsetsOf(node);
    const last = map(span.offset + Math.max(0, span.length - 1));
    return { start: map(span.offset), end: last + 1 };
  }

  // Kept, since a long script can have many expressions, each with its problem.
  #offsetsOf(node: Node): (offset: number) => number {
    const known = this.#offsets.get(node);
    if (known !== undefined) return known;
    const [start, end] = node.range ?? [0, 0];
    const value: unknown = isScalar(node) ? node.value : '';
    const map = sourceOffset(this.#text.slice(start, end), typeof value === 'string' ? value : '');
    const offsets = (offset: number): number => start + map(offset);
    this.#offsets.set(node, offsets);
    return offsets;
  }

  // Follows the path as far as it leads: what is missing is shown at what it is missing from.
  #find(path: Path): { node: Node | null; key: Range | null; value: Range | null } | null {
    let node = this.#root;
    let key: Range | null = null;
    for (const step of path) {
      const inside: Node | null = isAlias(node) ? (this.#targets.get(node) ?? null) : node;
      const child = this.#childOf(inside, step);
      if (child === null) break;
      ({ key } = child);
      ({ node } = child);
    }
    if (node === null && key === null) return null;
    return { node, key, value: node === null ? null : this.#valueRange(node) };
  }

  #childOf(
    node: Node | null,
    step: string | number,
  ): { node: Node | null; key: Range | null } | null {
    if (isSeq(node)) {
      const item = node.items[Number(step)];
      return isNode(item) ? { node: item, key: this.#valueRange(item) } : null;
    }
    if (!isMap(node)) return null;
    const pair = this.#pairOf(node, String(step), 0);
    if (pair === null) return null;
    const key = isNode(pair.key) ? this.#valueRange(pair.key) : null;
    return { node: isNode(pair.value) && !isEmptyNode(pair.value) ? pair.value : null, key };
  }

  #pairOf(map: YAMLMap, key: string, depth: number): Pair | null {
    const own = this.#pairsOf(map).get(key);
    if (own !== undefined) return own;
    const merged = this.#pairsOf(map).get('<<')?.value;
    if (depth > MAX_MERGES || !isNode(merged)) return null;
    for (const source of isSeq(merged) ? merged.items : [merged]) {
      const target = isAlias(source) ? this.#targets.get(source) : source;
      const pair = isMap(target) ? this.#pairOf(target, key, depth + 1) : null;
      if (pair !== null) return pair;
    }
    return null;
  }

  #pairsOf(map: YAMLMap): Map<string, Pair> {
    const known = this.#pairs.get(map);
    if (known !== undefined) return known;
    const pairs = new Map<string, Pair>();
    // Of a key that is written twice the first counts, as in node-to-json.ts.
    for (const pair of map.items) {
      const key = isPair(pair) ? keyText(pair.key) : null;
      if (key !== null && !pairs.has(key)) pairs.set(key, pair);
    }
    this.#pairs.set(map, pairs);
    return pairs;
  }

  #valueRange(node: Node): Range {
    const [start, end] = node.range ?? [0, 0];
    // A block ends behind its last line break; the mark should end on that line.
    const trimmed = this.#text.slice(start, end).trimEnd().length;
    return { start, end: start + Math.max(trimmed, Math.min(1, end - start)) };
  }

  // Of the file itself: its first key.
  #firstKey(): Range {
    const first = isMap(this.#root) ? this.#root.items[0] : undefined;
    return isNode(first?.key) ? this.#valueRange(first.key) : this.#whole();
  }

  #whole(): Range {
    const start = /\S/.exec(this.#text)?.index ?? 0;
    const end = this.#text.indexOf('\n', start);
    return { start, end: end === -1 ? this.#text.length : end };
  }
}

/** The text of a map's key, as it becomes a name. */
export function keyText(key: unknown): string {
  const value: unknown = isScalar(key) ? key.value : key;
  if (typeof value === 'string') return value;
  // The library gives the merge key `<<` as a symbol.
  if (typeof value === 'symbol') return '<<';
  return typeof value === 'number' || typeof value === 'boolean' ? String(value) : '';
}

/** Whether it is a node of a YAML document. */
export function isNode(value: unknown): value is Node {
  return isScalar(value) || isMap(value) || isSeq(value) || isAlias(value);
}

function isEmptyNode(node: Node): boolean {
  return isScalar(node) && node.value === null && node.source === '';
}
