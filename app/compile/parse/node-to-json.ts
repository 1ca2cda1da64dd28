import { isAlias, isMap, isScalar, isSeq, type Alias, type Node, type YAMLMap } from 'yaml';
import { isList, isMap as isJsonMap, type Json } from '../../domain/json.ts';
import { bareMap } from '../bare-map.ts';
import type { Path } from '../problems/finding.ts';
import { isNode, keyText, type Range } from './positions.ts';
import { losesDigits } from '../../../math/whole-number.ts';

/** What is strange about one node of a file. `path` of the value that is not what its author meant; null: it is. */
export type NodeTrouble = {
  readonly type:
    | 'unquoted-alias'
    | 'unquoted-tag'
    | 'cut-expression'
    | 'duplicate-key'
    | 'alias-bomb'
    | 'endless-alias'
    | 'bad-merge'
    | 'reserved-key'
    | 'too-deep'
    | 'not-json'
    | 'loses-digits';
  readonly range: Range;
};

const MAX_DEPTH = 60;
// 10,000 steps that each merge a map of 20 settings.
const MAX_ALIASED_VALUES = 200_000;

// https://yaml.org/spec/1.2.2/#103-core-schema
const CORE_COLLECTIONS: ReadonlySet<string> = new Set([
  'tag:yaml.org,2002:map',
  'tag:yaml.org,2002:seq',
]);
const CORE_SCALARS = /^tag:yaml\.org,2002:(?:str|int|float|bool|null)$/;

/**
 * The JSON value of a parsed file, with anchors, aliases and merge keys (`<<`) resolved. What was meant as a plain
 * text but begins with `!` or `*` becomes that text, so that the rest of the file can still be checked.
 */
export class NodeToJson {
  readonly troubles: NodeTrouble[] = [];
  /** Values that are not what their author meant. */
  readonly damaged: Path[] = [];
  /** The node that each alias stands for. */
  readonly targets = new Map<Alias, Node>();
  /** As its author wrote it. */
  readonly #original: string;
  /** As it was parsed: of the same length, with what YAML cannot read blotted out. */
  readonly #parsed: string;
  /** Null: open, since its own end has not been reached. */
  readonly #anchors = new Map<string, { node: Node; value: Json; size: number } | null>();
  #size = 0;
  #aliased = 0;

  constructor(original: string, parsed: string) {
    this.#original = original;
    this.#parsed = parsed;
  }

  convert(node: unknown, path: Path = []): Json {
    if (path.length > MAX_DEPTH) return this.#trouble('too-deep', node, null);
    if (isAlias(node)) return this.#alias(node);
    const before = this.#size;
    if (!isNode(node) || !hasAnchor(node)) return this.#value(node, path);
    this.#anchors.set(node.anchor, null);
    const value = this.#value(node, path);
    this.#anchors.set(node.anchor, { node, value, size: this.#size - before });
    return value;
  }

  #value(node: unknown, path: Path): Json {
    this.#size += 1;
    if (isScalar(node)) return this.#scalar(node, path);
    if (!isMap(node) && !isSeq(node)) return null;
    if (node.tag !== undefined && !CORE_COLLECTIONS.has(node.tag)) {
      this.damaged.push(path);
      this.#trouble('unquoted-tag', node, null);
    }
    if (isMap(node)) return this.#map(node, path);
    return node.items.map((item, index) => this.convert(item, [...path, index]));
  }

  #map(map: YAMLMap, path: Path): Json {
    const own = new Map<string, Json>();
    const merged: [string, Json][] = [];
    for (const pair of map.items) {
      const key = this.#key(pair.key);
      if (key === null) continue;
      if (key in Object.prototype) {
        this.damaged.push([...path, key]);
        this.#trouble('reserved-key', pair.key, null);
        continue;
      }
      const told = this.troubles.length;
      const value = this.convert(pair.value, [...path, key]);
      if (own.has(key)) this.#trouble('duplicate-key', pair.key, null);
      else if (key === '<<') {
        merged.push(...mergedPairs(value));
        const isWrong = !isMergeable(value) && this.troubles.length === told;
        if (isWrong) this.#trouble('bad-merge', pair.value, null);
      } else own.set(key, value);
    }
    this.#aliased += merged.length;
    return bareMap([...merged, ...own]);
  }

  #key(key: unknown): string | null {
    if (isMap(key) || isSeq(key)) {
      this.#trouble('not-json', key, null);
      return null;
    }
    const value = isAlias(key) ? this.#alias(key) : null;
    return typeof value === 'string' ? value : keyText(key);
  }

  #alias(alias: Alias): Json {
    const found = this.#anchors.get(alias.source);
    if (found === undefined) return this.#trouble('unquoted-alias', alias, `*${alias.source}`);
    if (found === null) return this.#trouble('endless-alias', alias, null);
    this.targets.set(alias, found.node);
    this.#aliased += found.size;
    // Counts again in the anchor around it, so that a tower of aliases grows here and not in memory.
    this.#size += found.size;
    if (this.#aliased <= MAX_ALIASED_VALUES) return found.value;
    const isTold = this.troubles.some(({ type }) => type === 'alias-bomb');
    return isTold ? null : this.#trouble('alias-bomb', alias, null);
  }

  #scalar(node: Node, path: Path): Json {
    const value: unknown = isScalar(node) ? node.value : null;
    if (node.tag !== undefined && !CORE_SCALARS.test(node.tag)) {
      return this.#trouble('unquoted-tag', node, [node.tag, value].join(' ').trim());
    }
    this.#lookForCut(node, path);
    // No process can be given a NUL in its command, its environment or a path.
    const isText = typeof value === 'string' && !value.includes('\0');
    if (value === null || isText || typeof value === 'boolean') return value;
    if (typeof value === 'number') return this.#number(node, value, path);
    this.damaged.push(path);
    return this.#trouble('not-json', node, null);
  }

  #number(node: Node, value: number, path: Path): Json {
    const isLost = isScalar(node) && losesDigits(node.source ?? '');
    if (Number.isFinite(value) && !isLost) return value;
    this.damaged.push(path);
    return this.#trouble(isLost ? 'loses-digits' : 'not-json', node, isLost ? value : null);
  }

  // `#` behind a space ends a plain text, also in the middle of an expression.
  #lookForCut(node: Node, path: Path): void {
    const { start, end } = rangeOf(node);
    const written = this.#original.slice(start, end);
    if (written !== this.#parsed.slice(start, end)) {
      this.damaged.push(path);
      return;
    }
    if (!written.includes('${{')) return;
    const isPlain = !/^["'|>]/.test(written);
    const isOpen = written.lastIndexOf('${{') > written.lastIndexOf('}}');
    if (!isPlain || !isOpen || !/^\s+#/.test(this.#original.slice(end, end + 80))) return;
    this.damaged.push(path);
    const begin = start + written.lastIndexOf('${{');
    this.troubles.push({ type: 'cut-expression', range: { start: begin, end } });
  }

  #trouble(type: NodeTrouble['type'], node: unknown, value: Json): Json {
    const { start, end } = isNode(node) ? rangeOf(node) : { start: 0, end: 0 };
    // The range of a tagged node begins behind its tag.
    const from = type === 'unquoted-tag' ? this.#parsed.lastIndexOf('!', start - 1) : start;
    this.troubles.push({ type, range: { start: Math.max(0, from), end } });
    return value;
  }
}

function isMergeable(value: Json): boolean {
  return isJsonMap(value) || (isList(value) && value.every((source) => isJsonMap(source)));
}

function mergedPairs(value: Json): [string, Json][] {
  const sources = isList(value) ? value : [value];
  // In a list of sources the first one wins.
  return sources.toReversed().flatMap((source) => Object.entries(isJsonMap(source) ? source : {}));
}

function hasAnchor(node: Node): node is Node & { anchor: string } {
  return !isAlias(node) && node.anchor !== undefined;
}

function rangeOf(node: Node): Range {
  const [start, end] = node.range ?? [0, 0];
  return { start, end };
}
