import { html } from 'hono/html';
import type { Html } from './html.ts';

/** A moment, in UTC to the minute. */
export function moment(at: string): Html {
  return html`<time datetime="${at}">${at.slice(0, 16).replace('T', ' ')} UTC</time>`;
}
