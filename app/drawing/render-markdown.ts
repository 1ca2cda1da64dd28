import { fromHtml } from 'hast-util-from-html';
import { defaultSchema, sanitize } from 'hast-util-sanitize';
import { toHtml } from 'hast-util-to-html';
import type { Element, ElementContent, RootContent } from 'hast';
import { micromark } from 'micromark';
import { gfm, gfmHtml } from 'micromark-extension-gfm';

/**
 * GitHub-flavoured Markdown as HTML that runs and loads nothing, sanitised by GitHub's own rules (`defaultSchema` is modelled
 * on them: https://github.com/syntax-tree/hast-util-sanitize#schema). Headings begin at `h4`, below those of the page.
 */
export function renderMarkdown(markdown: string): string {
  const unsafe = micromark(markdown, {
    allowDangerousHtml: true,
    extensions: [gfm()],
    htmlExtensions: [gfmHtml()],
  });
  const safe = sanitize(fromHtml(unsafe, { fragment: true }), defaultSchema);
  const nodes = safe.type === 'root' ? safe.children : [];
  const ranks = [...new Set(headings(nodes))].sort();
  const lower = (tagName: string) => loweredIn(ranks, tagName);
  return toHtml({ type: 'root', children: nodes.flatMap((node) => polished(node, lower)) });
}

type Lower = (tagName: string) => string;

function polished(node: RootContent, lower: Lower): ElementContent[] {
  if (node.type === 'text') return [node];
  if (node.type !== 'element') return [];
  const children = node.children.flatMap((child) => polished(child, lower));
  const { href } = node.properties;
  switch (node.tagName) {
    case 'img':
      return [picture(node)];
    case 'a':
      return isAbroad(href) ? [link(href, children)] : children;
    case 'input':
      return [checkbox(node)];
    case 'table':
    case 'pre':
      return [scrolling({ ...node, children })];
    default:
      return [aligned({ ...node, tagName: lower(node.tagName), children })];
  }
}

function headings(nodes: readonly RootContent[]): readonly string[] {
  return nodes.flatMap((node) => {
    if (node.type !== 'element') return [];
    return /^h[1-6]$/.test(node.tagName) ? [node.tagName] : headings(node.children);
  });
}

/** The highest rank that is used is `h4`, the next one `h5`. */
function loweredIn(ranks: readonly string[], tagName: string): string {
  const rank = ranks.indexOf(tagName);
  return rank === -1 ? tagName : `h${Math.min(6, rank + 4)}`;
}

/** Nothing is loaded from elsewhere: a picture becomes a link to it. */
function picture({ properties: { src, alt } }: Element): ElementContent {
  const text: ElementContent = { type: 'text', value: alt?.toString() ?? 'picture' };
  return isAbroad(src) ? link(src, [text]) : text;
}

/** A link within this site would be one of ours that a stranger wrote. */
function isAbroad(address: unknown): address is string {
  return typeof address === 'string' && /^https?:\/\//i.test(address);
}

function link(href: string, children: ElementContent[]): Element {
  const properties = { href, rel: ['nofollow', 'noopener', 'noreferrer'] };
  return { type: 'element', tagName: 'a', properties, children };
}

/** Of a list of tasks: https://github.github.com/gfm/#task-list-items-extension- */
function checkbox({ properties: { checked } }: Element): ElementContent {
  return { type: 'text', value: checked === true ? '☑' : '☐' };
}

/** Tables of Markdown say by `align` what HTML says by a style: https://html.spec.whatwg.org/multipage/obsolete.html */
function aligned({ properties: { align, ...properties }, ...node }: Element): Element {
  return {
    ...node,
    properties: align === 'right' ? { ...properties, className: ['right'] } : properties,
  };
}

function scrolling(node: Element): Element {
  const name = node.tagName === 'table' ? 'Table' : 'Text';
  const properties = { className: ['scroll'], tabIndex: 0, role: 'region', ariaLabel: name };
  return { type: 'element', tagName: 'div', properties, children: [node] };
}
