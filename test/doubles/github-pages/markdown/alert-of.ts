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
  const [begin, ...rest] = first?.type === 'element' ? first.children : [];
  if (first?.type !== 'element' || begin?.type !== 'text') return null;
  const [marker, kind] = MARKER.exec(begin.value) ?? [];
  if (marker === undefined || kind === undefined) return null;
  const text = { ...begin, value: begin.value.slice(marker.length) };
  const word = kind.toLowerCase();
  return {
    type: 'element',
    tagName: 'div',
    properties: { className: ['alert', `alert-${word}`] },
    children: [
      titleOf(word),
      { ...first, children: [text, ...rest] },
      ...quote.children.slice(at + 1),
    ],
  };
}

const MARKER = /^\[!(NOTE|TIP|IMPORTANT|WARNING|CAUTION)\]\n/i;

function titleOf(word: string): Element {
  const value = `${SIGNS[word] ?? ''} ${word.slice(0, 1).toUpperCase()}${word.slice(1)}`;
  return {
    type: 'element',
    tagName: 'p',
    properties: { className: ['alert-title'] },
    children: [{ type: 'text', value }],
  };
}

const SIGNS: Readonly<Record<string, string>> = {
  note: 'ℹ',
  tip: '💡',
  important: '❗',
  warning: '⚠',
  caution: '⛔',
};
