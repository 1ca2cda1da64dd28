import stringWidth from 'string-width';
import { lineWidth, span, type Line, type Span } from './line.ts';

const segmenter = new Intl.Segmenter();

/** The line cut to at most `width` columns. */
export function fitLine(spans: Line, width: number): Line {
  const fitted: Span[] = [];
  let left = width;
  for (const { text, tone } of spans) {
    if (left <= 0) break;
    const piece = fitText(text, left);
    fitted.push(span(piece, tone));
    if (piece !== text) break;
    left -= stringWidth(piece);
  }
  return fitted;
}

/** The text with spaces at its end (or start) up to `width` columns; a longer one is cut. */
export function padText(text: string, width: number, align: 'left' | 'right' = 'left'): string {
  const fitted = fitText(text, width);
  const fill = ' '.repeat(Math.max(0, width - stringWidth(fitted)));
  return align === 'left' ? fitted + fill : fill + fitted;
}

/** The line with spaces at its end (or start) up to `width` columns; a longer one is cut. */
export function padLine(spans: Line, width: number, align: 'left' | 'right' = 'left'): Line {
  const fitted = fitLine(spans, width);
  const fill = span(' '.repeat(Math.max(0, width - lineWidth(fitted))));
  return align === 'left' ? [...fitted, fill] : [fill, ...fitted];
}

/** The text cut to at most `width` columns, ending in `…` where something was cut. */
function fitText(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  if (width <= 0) return '';
  let fitted = '';
  let used = 0;
  for (const { segment } of segmenter.segment(text)) {
    const next = used + stringWidth(segment);
    if (next > width - 1) break;
    fitted += segment;
    used = next;
  }
  return `${fitted}…`;
}
