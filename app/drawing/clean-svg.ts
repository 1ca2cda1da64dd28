import { fromHtml } from 'hast-util-from-html';
import { sanitize } from 'hast-util-sanitize';
import { toXast } from 'hast-util-to-xast';
import { toXml } from 'xast-util-to-xml';
import type { Element, ElementContent, Nodes } from 'hast';
import { numberText } from '../reports/words/number-text.ts';
import { PlotProblem } from '../reports/plots/charts/chart.ts';
import { shortened } from '../../text/shortened.ts';
import { sizeOfUse } from './size-of-use.ts';
import { SVG_SCHEMA } from './svg-schema.ts';

export type CleanSvg = {
  /** A document of its own, without a size: it is as large as its place. */
  readonly text: string;
  /** What it says of itself; null: nothing. */
  readonly title: string | null;
  readonly width: number;
  readonly height: number;
};

/** With more of them browsers are slow. */
const MOST_ELEMENTS = 100_000;
const MOST_TITLE = 300;

/**
 * An SVG without anything that runs, moves, loads or leads elsewhere: only elements and attributes of a list stay. Throws
 * a `PlotProblem` where there is no picture, or one that would hold up who looks at it.
 */
export function cleanSvg(path: string, written: string): CleanSvg {
  try {
    return clean(path, written);
  } catch (error) {
    // https://developer.mozilla.org/docs/Web/JavaScript/Reference/Errors/Too_much_recursion
    if (error instanceof RangeError) throw new PlotProblem(`${path} is nested too deeply.`);
    throw error;
  }
}

function clean(path: string, written: string): CleanSvg {
  const found = firstSvg(fromHtml(written, { fragment: true }));
  if (found === null) throw new PlotProblem(`${path} is no SVG.`);
  if (!(sizeOfUse(found) <= MOST_ELEMENTS)) {
    throw new PlotProblem(
      `${path} has more than ${numberText(MOST_ELEMENTS)} elements; save it as PNG, or draw fewer points.`,
    );
  }
  const safe = sanitize(found, SVG_SCHEMA);
  if (safe.type !== 'element') throw new PlotProblem(`${path} is no SVG.`);
  const root = withoutLoads(safe);
  const box = boxOf(root.properties);
  const { width: _width, height: _height, ...kept } = root.properties;
  const properties = { ...NAMESPACES, ...kept, viewBox: box.join(' ') };
  const text = toXml(toXast({ ...root, properties }, { space: 'svg' }), {
    closeEmptyElements: true,
  });
  return { text, title: titleOf(root), width: box[2], height: box[3] };
}

const NAMESPACES = {
  xmlns: 'http://www.w3.org/2000/svg',
  xmlnsXLink: 'http://www.w3.org/1999/xlink',
};

function firstSvg(node: Nodes): Element | null {
  if (node.type === 'element' && node.tagName === 'svg') return node;
  for (const child of 'children' in node ? node.children : []) {
    const found = firstSvg(child);
    if (found !== null) return found;
  }
  return null;
}

/** Values and style sheets that name an address, or cost who looks at them much, are left out. */
function withoutLoads(element: Element): Element {
  const properties = Object.entries(element.properties).filter(
    ([name, value]) =>
      /href$/i.test(name) || !(loads(String(value)) || (name === 'style' && isDear(String(value)))),
  );
  const children = element.children.flatMap((child): ElementContent[] => {
    if (child.type !== 'element') return [child];
    if (child.tagName !== 'style') return [withoutLoads(child)];
    const css = child.children.map((part) => ('value' in part ? part.value : '')).join('');
    // What it paints with is not counted.
    return loads(css) || isDear(css) || /url\(/i.test(css) ? [] : [child];
  });
  return { ...element, properties: Object.fromEntries(properties), children };
}

/** Escapes could spell `url(` in another way: https://www.w3.org/TR/css-syntax-3/#escaping */
function loads(css: string): boolean {
  if (css.includes('\\')) return true;
  const tight = css.replaceAll(/\s/g, '').toLowerCase();
  if (['@import', 'image(', 'image-set(', 'src('].some((word) => tight.includes(word))) return true;
  const [, ...named] = tight.split('url(');
  return named.some((place) => !/^["']?#/.test(place));
}

/** What moves, or is computed for each pixel: https://www.w3.org/TR/css-animations-1/, https://www.w3.org/TR/filter-effects-1/ */
function isDear(css: string): boolean {
  return /keyframes|filter/i.test(css);
}

type Box = readonly [x: number, y: number, width: number, height: number];

/** https://www.w3.org/TR/SVG2/coords.html#ViewBoxAttribute */
function boxOf({ viewBox, width, height }: Element['properties']): Box {
  const [x, y, w, h] = (viewBox?.toString() ?? '')
    .trim()
    .split(/[\s,]+/)
    .map(Number);
  if (isLength(w) && isLength(h)) return [finite(x), finite(y), w, h];
  const [wide, high] = [pixels(width), pixels(height)];
  return [0, 0, wide ?? DEFAULT.width, high ?? DEFAULT.height];
}

/** https://www.w3.org/TR/CSS22/visudet.html#inline-replaced-width */
const DEFAULT = { width: 300, height: 150 };

function isLength(value: number | undefined): value is number {
  return value !== undefined && value > 0 && value < 1e6;
}

function finite(value: number | undefined): number {
  return value !== undefined && Number.isFinite(value) ? value : 0;
}

function pixels(length: unknown): number | null {
  const [, number, unit = ''] = /^([\d.]+)(px|pt|in|cm|mm)?$/.exec(String(length).trim()) ?? [];
  const value = Number(number) * (UNITS[unit] ?? 1);
  return isLength(value) ? value : null;
}

/** https://www.w3.org/TR/css-values-4/#absolute-lengths */
const UNITS: Readonly<Record<string, number>> = {
  pt: 96 / 72,
  in: 96,
  cm: 96 / 2.54,
  mm: 96 / 25.4,
};

function titleOf({ children }: Element): string | null {
  const title = children.find((child) => child.type === 'element' && child.tagName === 'title');
  const text = title === undefined ? '' : textOf(title).trim();
  return text === '' ? null : shortened(text, MOST_TITLE);
}

function textOf(node: Nodes): string {
  if (node.type === 'text') return node.value;
  return 'children' in node ? node.children.map((child) => textOf(child)).join('') : '';
}
