import { html } from 'hono/html';
import { shown } from '../../reports/html/shown.ts';
import type { Html } from './document.ts';

/** A sentence that was written for Markdown, with what it quotes as code. */
export function sentenceWithCode(text: string): Html {
  const parts = text.split('`');
  const [first = '', ...rest] = parts.map((part, at) =>
    at % 2 === 1 && at < parts.length - 1 ? html`<code>${shown(part)}</code>` : shown(part),
  );
  const begun = typeof first === 'string' ? first.charAt(0).toUpperCase() + first.slice(1) : first;
  return html`${begun}${rest}`;
}
