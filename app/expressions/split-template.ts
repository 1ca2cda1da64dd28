/** A piece of a text that may hold `${{ … }}`. Offsets count characters of the whole text. */
export type TemplatePart =
  | { readonly type: 'text'; readonly text: string; readonly offset: number }
  /** `text` is the inside, `offset` where the inside begins. */
  | { readonly type: 'expression'; readonly text: string; readonly offset: number }
  /** A `${{` without its `}}`. */
  | { readonly type: 'unclosed'; readonly text: string; readonly offset: number };

/** Cuts a text into plain pieces and expressions. A `}}` inside single quotes does not close, as on GitHub. */
export function splitTemplate(text: string): TemplatePart[] {
  const parts: TemplatePart[] = [];
  let cursor = 0;
  for (;;) {
    const open = text.indexOf('${{', cursor);
    if (open === -1) break;
    if (open > cursor) parts.push({ type: 'text', text: text.slice(cursor, open), offset: cursor });
    const close = closingBraces(text, open + 3);
    if (close === -1) return [...parts, { type: 'unclosed', text: text.slice(open), offset: open }];
    parts.push({ type: 'expression', text: text.slice(open + 3, close), offset: open + 3 });
    cursor = close + 2;
  }
  if (cursor < text.length) parts.push({ type: 'text', text: text.slice(cursor), offset: cursor });
  return parts;
}

function closingBraces(text: string, start: number): number {
  let isQuoted = false;
  for (let index = start; index < text.length; index += 1) {
    if (text[index] === "'") isQuoted = !isQuoted;
    if (!isQuoted && text[index] === '}' && text[index + 1] === '}') return index;
  }
  return -1;
}
