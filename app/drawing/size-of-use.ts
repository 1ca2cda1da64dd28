import type { Element, ElementContent } from 'hast';

/**
 * How many elements a picture has once each `use` is what it repeats; Infinity: it repeats itself. Ten elements that each
 * use the one before ten times are 10^10 for who draws them.
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
  const known = new Map<ElementContent, number>();
  const sizeOf = (node: ElementContent): number => {
    if (node.type !== 'element') return 0;
    const size = known.get(node);
    if (size !== undefined) return size;
    // Whoever comes back to it meanwhile goes round in circles.
    known.set(node, Infinity);
    const { href, xLinkHref } = node.properties;
    const target =
      node.tagName === 'use' ? byId.get(String(href ?? xLinkHref).slice(1)) : undefined;
    let sum = 1 + (target === undefined ? 0 : sizeOf(target));
    for (const child of node.children) sum += sizeOf(child);
    known.set(node, sum);
    return sum;
  };
  return sizeOf(root);
}
