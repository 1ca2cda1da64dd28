import type { fromHtml } from 'hast-util-from-html';

type Element = Extract<ReturnType<typeof fromHtml>['children'][number], { type: 'element' }>;

/**
 * A quote that begins with `[!WARNING]` or one of its kind on a line of its own, as the box that GitHub makes of it; null:
 * it is any other quote.
 * https://docs.github.com/get-started/writing-on-github/getting-started-with-writing-and-formatting-on-github/basic-writing-and-formatting-syntax#alerts
 */
export function alertOf(quote: Element): Element | null {
  const at = quote.children.findIndex((child) => child.type === 'element');
  const first = quote.children[at];
  if (first?.type !== 'element' || first.tagName !== 'p') return null;
  const [begin, ...rest] = first.children;
  if (begin?.type !== 'text') return null;
  const [marker = '', kind = ''] =
    /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\n/i.exec(begin.value) ?? [];
  if (marker === '') return null;
  const word = kind.toLowerCase();
  const title: Element = {
    type: 'element',
    tagName: 'p',
    properties: { className: ['alert-title'] },
    children: [{ type: 'text', value: `${SIGNS[word] ?? ''} ${kind.slice(0, 1)}${word.slice(1)}` }],
  };
  const text = {
    ...first,
    children: [{ ...begin, value: begin.value.slice(marker.length) }, ...rest],
  };
  return {
    type: 'element',
    tagName: 'div',
    properties: { className: ['alert', `alert-${word}`] },
    children: [title, text, ...quote.children.slice(at + 1)],
  };
}

const SIGNS: Readonly<Record<string, string>> = {
  note: 'ℹ',
  tip: '💡',
  important: '❗',
  warning: '⚠',
  caution: '⛔',
};
