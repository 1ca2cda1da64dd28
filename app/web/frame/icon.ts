import type { Context } from 'hono';

/** Answers `/icon.svg`: three steps in a row, the last of them done. */
export function answerIcon(context: Context) {
  return context.body(ICON, 200, { 'content-type': 'image/svg+xml' });
}

const ICON = `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M6 16h20" stroke="#59636e" stroke-width="3"/><circle cx="6" cy="16" r="5" fill="#0969da"/><circle cx="16" cy="16" r="5" fill="#0969da"/><circle cx="26" cy="16" r="5" fill="#1a7f37"/></svg>`;
