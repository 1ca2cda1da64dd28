import type { fromHtml } from 'hast-util-from-html';
import { alertOf } from './alert-of.ts';
import { drawFence } from './draw-flowchart.ts';

type Tree = ReturnType<typeof fromHtml>;
type Node = Tree['children'][number];
type Element = Extract<Node, { type: 'element' }>;
type Child = Element['children'][number];

/** Sanitised HTML as the page shows it: graphs drawn, pictures only from this machine, wide things in a scrolling box. */
export function polish(tree: Tree, topHeading: number): Tree {
  const ranks = [...new Set(headingsOf(tree.children))].sort();
  const shift = (tag: string) => `h${Math.min(6, topHeading + ranks.indexOf(tag))}`;
  return { ...tree, children: polishAll(tree.children as Child[], shift) };
}

function headingsOf(nodes: readonly Node[]): string[] {
  return nodes.flatMap((node) =>
    node.type === 'element'
      ? [...(isHeading(node) ? [node.tagName] : []), ...headingsOf(node.children)]
      : [],
  );
}

function isHeading({ tagName }: Element): boolean {
  return /^h[1-6]$/.test(tagName);
}

type Shift = (tag: string) => string;

function polishAll(nodes: readonly Child[], shift: Shift): Child[] {
  return nodes.map((node) => (node.type === 'element' ? polishOne(node, shift) : node));
}

function polishOne(node: Element, shift: Shift): Child {
  const { tagName } = node;
  if (tagName === 'pre') return drawnOrScrolling(node);
  if (tagName === 'img') return localPicture(node);
  const alert = tagName === 'blockquote' ? alertOf(node) : null;
  if (alert !== null) return { ...alert, children: polishAll(alert.children, shift) };
  const children = polishAll(node.children, shift);
  if (isHeading(node)) return { ...node, tagName: shift(tagName), children };
  if (tagName === 'table') return scrolling({ ...node, children }, 'Table');
  if (tagName === 'input') return withLabel(node);
  return { ...node, children };
}

function drawnOrScrolling(pre: Element): Child {
  const [code] = pre.children;
  const isGraph =
    code?.type === 'element' && String(code.properties['className']).includes('language-mermaid');
  const drawn = isGraph ? drawFence(textOf(code)) : null;
  return drawn ?? { ...pre, properties: { ...pre.properties, tabIndex: 0 } };
}

function textOf(node: Element): string {
  return node.children
    .map((child) => {
      if (child.type === 'text') return child.value;
      return child.type === 'element' ? textOf(child) : '';
    })
    .join('');
}

/** GitHub fetches pictures through a proxy of its own; a stand-in on loopback fetches nothing from elsewhere. */
function localPicture(img: Element): Child {
  const { src, alt } = img.properties;
  const address = typeof src === 'string' ? src : '';
  const isLocal = address.startsWith('/') ? !address.startsWith('//') : LOCAL.test(address);
  if (address !== '' && isLocal) return { ...img, properties: { alt: '', ...img.properties } };
  const words = typeof alt === 'string' && alt !== '' ? alt : 'no description';
  const text = { type: 'text' as const, value: `[picture: ${words}]` };
  return { type: 'element', tagName: 'em', properties: {}, children: [text] };
}

const LOCAL = /^https?:\/\/(127\.0\.0\.1|localhost)(:\d+)?\//;

/** A box that scrolls must be reachable by keyboard: https://dequeuniversity.com/rules/axe/4.10/scrollable-region-focusable */
function scrolling(element: Element, label: string): Element {
  const properties = { className: ['scroll'], tabIndex: 0, role: 'group', ariaLabel: label };
  return { type: 'element', tagName: 'div', properties, children: [element] };
}

function withLabel(input: Element): Element {
  const isDone = input.properties['checked'] === true;
  return {
    ...input,
    properties: { ...input.properties, ariaLabel: isDone ? 'done' : 'to do' },
  };
}
