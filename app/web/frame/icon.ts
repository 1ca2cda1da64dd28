import type { Context } from 'hono';

/** Answers `/icon.svg`: three steps in a row, the last of them in the colour of how a run stands (`?tone=`). */
export function answerIcon(context: Context) {
  const tone = context.req.query('tone') ?? 'good';
  const colour = Object.hasOwn(COLOURS, tone) ? COLOURS[tone] : COLOURS['good'];
  return context.body(icon(colour ?? ''), 200, { 'content-type': 'image/svg+xml' });
}

/** By what they mean, as in browser/styles/colours.css. */
const COLOURS: Readonly<Record<string, string>> = {
  good: '#1a7f37',
  bad: '#cf222e',
  warn: '#bf8700',
  accent: '#0969da',
  dim: '#59636e',
};

function icon(colour: string): string {
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 32 32"><path d="M6 16h20" stroke="#59636e" stroke-width="3"/><circle cx="6" cy="16" r="4" fill="#59636e"/><circle cx="14" cy="16" r="4" fill="#59636e"/><circle cx="24" cy="16" r="7" fill="${colour}"/></svg>`;
}
