import type { Element, ElementContent } from 'hast';

/** How much there is to draw: elements, and numbers of paths, at each of which a marker may stand. */
type Size = { readonly elements: number; readonly points: number };

/**
 * How many elements a picture has once whatever refers to a part of it is that part: a `use`, a paint, a mask, a marker;
 * Infinity: it repeats itself. Ten elements that each use the one before ten times are 10^10 for who draws them.
 */
export function sizeOfUse(root: Element): number {
  const byId = new Map<string, Element>();
  const note = (node: ElementContent): void => {
    if (node.type !== 'element') return;
    const { id } = node.properties;
    if (typeof id === 'string' && !byId.has(id)) byId.set(id, node);
    for (const child of node.children) note(child);
  };
  note(root);
  const known = new Map<ElementContent, Size>();
  const sizeOf = (node: ElementContent): Size => {
    if (node.type !== 'element') return NOTHING;
    const size = known.get(node);
    if (size !== undefined) return size;
    // Whoever comes back to it meanwhile goes round in circles.
    known.set(node, ENDLESS);
    const named = targetsOf(node).flatMap((id) => byId.get(id) ?? []);
    const within = [...named, ...node.children].map((each) => sizeOf(each));
    const all = {
      elements: 1 + sum(within, 'elements'),
      points: pointsOf(node) + sum(within, 'points'),
    };
    // Its children are painted so, too.
    const painted = paintsOf(node).flatMap(({ id, isMarker }) => {
      const target = byId.get(id);
      if (target === undefined) return [];
      return [
        sizeOf(target).elements * (isMarker ? Math.max(all.elements, all.points) : all.elements),
      ];
    });
    const made = { ...all, elements: painted.reduce((a, b) => a + b, all.elements) };
    known.set(node, made);
    return made;
  };
  return sizeOf(root).elements;
}

const NOTHING: Size = { elements: 0, points: 0 };
const ENDLESS: Size = { elements: Infinity, points: Infinity };

function sum(sizes: readonly Size[], of: keyof Size): number {
  return sizes.reduce((all, size) => all + size[of], 0);
}

/** What stands in an element's place, or is laid over it once. */
function targetsOf({ properties }: Element): readonly string[] {
  const { href, xLinkHref, clipPath, mask } = properties;
  const link = href ?? xLinkHref;
  const isWithin = typeof link === 'string' && link.startsWith('#');
  return [...(isWithin ? [link.slice(1)] : []), ...idsIn(clipPath), ...idsIn(mask)];
}

type Paint = { readonly id: string; readonly isMarker: boolean };

/** What an element and all that is in it are painted with; a marker is, at each point of a path. */
function paintsOf({ properties }: Element): readonly Paint[] {
  const { href: _href, xLinkHref: _old, clipPath: _clip, mask: _mask, ...others } = properties;
  return Object.entries(others).flatMap(([name, value]) => {
    const isMarker = /marker/i.test(name === 'style' ? String(value) : name);
    return idsIn(value).map((id) => ({ id, isMarker }));
  });
}

function idsIn(value: unknown): readonly string[] {
  const found = typeof value === 'string' ? value.matchAll(/url\(\s*["']?#([^"')\s]+)/gi) : [];
  return [...found].map(([, id = '']) => id);
}

function pointsOf({ properties: { d, points } }: Element): number {
  return [d, points].reduce<number>((all, value) => all + numbersIn(value), 0);
}

function numbersIn(value: unknown): number {
  return typeof value === 'string' ? (value.match(/\d+/g)?.length ?? 0) : 0;
}
